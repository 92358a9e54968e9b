import { describe, expect, test } from 'vitest';
import { storeContract } from './cache-store.contract.fixture.ts';
import { type CacheStore, createMemoryStore } from './cache-store.ts';
import { canonicalJson } from './canonical-json.ts';

describe('the store in memory', () => {
  storeContract(() => createMemoryStore());

  test('P5: does not grow without end: the one that was used longest ago goes first', async () => {
    const store = createMemoryStore({ maxEntries: 2 });
    const entry = { value: 1, storedAt: 0, tags: ['x'] };
    await store.set('a', entry);
    await store.set('b', entry);
    await store.get('a');
    await store.set('c', entry);
    expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual([entry, undefined, entry]);
  });

  test('P5: is bounded in size as well', async () => {
    const store = createMemoryStore({ maxSize: 1000 });
    const entry = (length: number) => ({ value: 'x'.repeat(length), storedAt: 0, tags: ['x'] });
    await store.set('a', entry(500));
    await store.set('b', entry(500));
    await store.set('too long', entry(2000));
    expect([await store.get('a'), await store.get('b'), await store.get('too long')]).toEqual([
      undefined,
      entry(500),
      undefined,
    ]);
  });
});

describe('a store that answers later', () => {
  // Any store of one's own, on another machine for instance: the same contract.
  const later = (store: CacheStore): CacheStore => ({
    get: async (key) => store.get(key),
    set: async (key, entry) => store.set(key, entry),
    delete: async (key) => store.delete(key),
    deleteTag: async (tag) => store.deleteTag(tag),
    clear: async () => store.clear(),
  });
  storeContract(() => later(createMemoryStore()));
});

test('A6: one value has one text, whatever order its fields were written in', () => {
  const text = '{"a":[{"c":1,"d":null}],"b":"ü"}';
  expect(canonicalJson({ b: 'ü', a: [{ d: null, c: 1 }], gone: undefined })).toBe(text);
  expect(canonicalJson(undefined)).toBe('null');
  expect(canonicalJson({ a: ['1', '2'] })).not.toBe(canonicalJson({ a: ['2', '1'] }));
});
