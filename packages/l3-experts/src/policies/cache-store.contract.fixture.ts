import { expect, test } from 'vitest';
import type { CacheEntry, CacheStore } from './cache-store.ts';

const entry = (value: unknown, ...tags: string[]): CacheEntry => ({ value, storedAt: 1_700_000_000_000, tags });

/** What every store has to do. */
export const storeContract = (create: () => CacheStore): void => {
  test('what was put there comes back as it was', async () => {
    const store = create();
    await store.set('a', entry({ list: [1, null, 'ü'], empty: {} }, 'x'));
    expect(await store.get('a')).toEqual(entry({ list: [1, null, 'ü'], empty: {} }, 'x'));
    expect(await store.get('b')).toBeUndefined();
  });

  test('P5: nothing is too empty to be kept', async () => {
    const store = create();
    for (const value of [null, false, 0, '', [], {}]) {
      await store.set('a', entry(value));
      expect(await store.get('a')).toEqual(entry(value));
    }
  });

  test('nobody changes what the next one gets', async () => {
    const store = create();
    const value = { list: [1] };
    await store.set('a', entry(value));
    value.list.push(2);
    const got = await store.get('a');
    (got as { value: typeof value } | undefined)?.value.list.push(3); // it is what was put there
    expect(await store.get('a')).toEqual(entry({ list: [1] }));
  });

  test('a later one replaces an earlier one, its tags included', async () => {
    const store = create();
    await store.set('a', entry(1, 'x'));
    await store.set('a', entry(2, 'y'));
    await store.deleteTag('x');
    expect(await store.get('a')).toEqual(entry(2, 'y'));
    await store.deleteTag('y');
    expect(await store.get('a')).toBeUndefined();
  });

  test('a tag takes all that have it, and nothing else', async () => {
    const store = create();
    await store.set('a', entry(1, 'x', 'y'));
    await store.set('b', entry(2, 'y'));
    await store.set('c', entry(3));
    await store.deleteTag('y');
    await store.deleteTag('no such tag');
    expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual([
      undefined,
      undefined,
      entry(3),
    ]);
  });

  test('one key, or everything, can be forgotten', async () => {
    const store = create();
    for (const key of ['a', 'b', 'c']) await store.set(key, entry(key, 'x'));
    await store.delete('a');
    await store.delete('no such key');
    expect([await store.get('a'), await store.get('b')]).toEqual([undefined, entry('b', 'x')]);
    await store.clear();
    expect([await store.get('b'), await store.get('c')]).toEqual([undefined, undefined]);
  });
};
