import { expect, it } from 'vitest';
import { hashShape, shapeOf } from './python-shape.ts';

const source = `import os
LIMIT = 3

def plain(a=LIMIT):
    """Says what it does."""
    text = "# no comment ("  # one that is (
    return [
        a,
    ]

class Desk:
    async def open(self):
        if self:
            def inner():
                return '''
def not_one():
'''
        return 1

    @property
    def plain(self): return 2
`;

/** Whether a change of the source shows although no function ran at import. */
const shows = (from: string, to: string, lines: readonly number[] = [1, 2, 4, 11, 12]): boolean => {
  expect(source).toContain(from);
  const shape = shapeOf(source, lines);
  if (shape === undefined) throw new Error('not understood');
  return hashShape(source.replace(from, to), shape.shared) !== shape.hash;
};

it('S55: what stands inside a function does not show, nor where it stands', () => {
  expect(shows('        a,', '        a + 1,')).toBe(false);
  expect(shows('return [', 'later = 1\n    return [')).toBe(false);
  expect(shows('not_one', 'another')).toBe(false);
  expect(shows('        return 1', '        return 2')).toBe(false);
});

it.each([
  ['LIMIT = 3', 'LIMIT = 4'],
  ['a=LIMIT', 'a=2'],
  ['Says what', 'Tells what'],
  ['@property', '@staticmethod'],
  ['return 2', 'return 3'],
  ['class Desk:', 'class Desk(dict):'],
  ['async def open', 'def open'],
  ['\n\nclass', '\n\nLATER = 1\nclass'],
])('S55: %s shows when it becomes %s', (from, to) => {
  expect(shows(from, to)).toBe(true);
});

it('S55: a function that ran at import shows, and the others do not', () => {
  const lines = [1, 2, 4, 7, 11, 12];
  expect(shows('        a,', '        a + 1,', lines)).toBe(true);
  expect(shows('        return 1', '        return 2', lines)).toBe(false);
});

it.each(['x = (\n', 'x = )\n', 'x = "open\n', 'x = (1,\ndef f():\n    return 1)\n'])(
  'S55: of what is not understood every change counts: %j',
  (text) => {
    expect(shapeOf(text, [1])).toBeUndefined();
    expect(hashShape(text, [])).not.toBe(hashShape(`${text}#`, []));
  },
);

it('S55: so it does in a module of which nothing ran at import but its functions', () => {
  expect(shapeOf(source, [7])).toBeUndefined();
  expect(shapeOf(source, [])).toBeUndefined();
});
