import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dataText, partText } from './data-text.ts';

test('a field is a line, and what is inside it stands below', () => {
  const data = {
    number: 7,
    draft: false,
    merged: null,
    body: 'One.\nTwo.\n',
    labels: ['bug', 'urgent'],
    files: [{ path: 'a.py', lines: [1, 2] }, { path: 'b.py' }],
    none: [],
    head: { sha: 'abc' },
    left: undefined,
  };
  expect(dataText(data)).toBe(`  number: 7
  draft: false
  merged: null
  body:
    One.
    Two.
  labels:
    - bug
    - urgent
  files:
    - path: a.py
      lines:
        - 1
        - 2
    - path: b.py
  none: none
  head:
    sha: abc
`);
  expect(dataText('text')).toBe('  text\n');
});

test.each([
  ['a line', 'a line'],
  [{ stream: 'stdout', line: 'hello\u001B[2J' }, 'hello [2J'],
  [{ id: 'test_a', outcome: 'passed', durationMs: 4, gone: undefined }, 'id=test_a outcome=passed durationMs=4'],
  [7, '7'],
  [null, 'null'],
])('%j is told as %j', (part, text) => {
  expect(partText(part)).toBe(text);
});

test('nothing that others wrote moves the cursor', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (data) => {
      expect(dataText(data).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(partText(data)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }),
  );
});
