import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceBetween, isSame } from './difference.ts';

const value = fc.constantFrom('a', 'b', null);
const present = fc.record({ title: value, body: value, base: value });
const wanted = fc.record({ title: value, body: value, base: value }, { requiredKeys: [] });

test('what was before, put over what is wanted, gives what there was', () => {
  fc.assert(
    fc.property(present, wanted, (before, asked) => {
      const difference = differenceBetween(asked, before);
      const after = { ...before, ...difference.wanted };
      expect(after).toEqual({ ...before, ...asked });
      expect({ ...after, ...difference.previous }).toEqual(before);
      expect(Object.keys(difference.previous)).toEqual(Object.keys(difference.wanted));
      // Asked for again, it changes nothing.
      expect(isSame(differenceBetween(asked, after))).toBe(true);
    }),
  );
});

test('what is not wanted is left out, and so is what is there but has no field', () => {
  const given = { title: undefined, body: 'b', other: 'x' };
  expect(differenceBetween(given, { title: 't', body: 'a' })).toEqual({
    wanted: { body: 'b' },
    previous: { body: 'a' },
  });
});
