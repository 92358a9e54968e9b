import { expect, test } from 'vitest';
import { limitsWithAdvice, withAdvice } from './advised-options.ts';
import { createMemoryStore } from './cache-store.ts';
import type { CacheOptions } from './cache.ts';
import type { TimeoutOptions } from './timeout.ts';

const advised: TimeoutOptions = { limitMs: 60_000, operations: { run: 3_600_000, wait: null }, graceMs: 30_000 };

test('what is not said otherwise stays as advised, at whatever depth', () => {
  expect(withAdvice(undefined, advised)).toEqual(advised);
  expect(withAdvice({ limitMs: 10 }, advised)).toEqual({ ...advised, limitMs: 10 });
  expect(withAdvice({ operations: { stop: 5, wait: 7 } }, advised)).toEqual({
    ...advised,
    operations: { run: 3_600_000, stop: 5, wait: 7 },
  });
  expect(withAdvice({ operations: { run: null } }, advised).operations?.['run']).toBeNull();
});

test('lists and stores are taken whole, and what does not fit is left for the policy to refuse', () => {
  const store = createMemoryStore();
  expect(withAdvice<CacheOptions>({ store }, { freshMs: 5 }).store).toBe(store);
  expect(withAdvice({ kinds: ['a'] }, { kinds: ['b', 'c'] })).toEqual({ kinds: ['a'] });
  expect(withAdvice('no' as never, advised)).toBe('no');
});

test('an operation that classOf says nothing of stays in its class', () => {
  const limits = limitsWithAdvice(
    { write: { maxConcurrent: 2 }, classes: { mine: {} }, classOf: ({ name }) => (name === 'a' ? 'mine' : undefined) },
    { write: { minTimeMs: 7 }, classes: { search: { perMinute: 30 } }, classOf: () => 'search' },
  );
  expect(limits).toMatchObject({
    write: { maxConcurrent: 2, minTimeMs: 7 },
    classes: { mine: {}, search: { perMinute: 30 } },
  });
  const classOf = (name: string) => limits.classOf?.({ name } as never);
  expect([classOf('a'), classOf('b')]).toEqual(['mine', 'search']);
});
