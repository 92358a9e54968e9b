import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namesAmong, namesNotAmong } from './name-set.ts';

const names = fc.array(fc.constantFrom('bug', 'Bug', 'BUG', 'easy', 'Easy', 'old'), { maxLength: 6 });

test('every name is either among the others or not, whatever its case', () => {
  fc.assert(
    fc.property(names, names, (some, others) => {
      const among = namesAmong(some, others);
      const rest = namesNotAmong(some, others);
      const lower = (list: readonly string[]) => new Set(list.map((name) => name.toLowerCase()));
      expect(new Set([...lower(among), ...lower(rest)])).toEqual(lower(some));
      expect([...lower(among)].every((name) => lower(others).has(name))).toBe(true);
      expect([...lower(rest)].some((name) => lower(others).has(name))).toBe(false);
      // Nobody is asked for twice in one request.
      expect(rest).toHaveLength(lower(rest).size);
    }),
  );
});

test('names are given as they were written first', () => {
  expect(namesNotAmong(['Bug', 'BUG', 'easy'], ['Easy'])).toEqual(['Bug']);
  expect(namesAmong(['Bug', 'easy'], ['BUG'])).toEqual(['Bug']);
});
