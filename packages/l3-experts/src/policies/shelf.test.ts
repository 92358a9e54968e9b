import { describe, expect, test } from 'vitest';
import { type CacheStore, createMemoryStore } from './cache-store.ts';
import { cache } from './cache.ts';
import { createNotebook } from './notebook.fixture.ts';

const list = { operation: 'list_notes' } as const;
const kept = (store: CacheStore) => {
  const notebook = createNotebook();
  return { ...notebook, cached: cache({ freshMs: 60_000, store })(notebook.tool) };
};

describe('a store in trouble', () => {
  const broken = (parts: Partial<CacheStore>): CacheStore => ({ ...createMemoryStore(), ...parts });
  const no = (): Promise<never> => Promise.reject(new Error('no connection'));

  test('is not believed while it is still forgetting, by nobody', async () => {
    const { promise: cleared, resolve: clear } = Promise.withResolvers<void>();
    const memory = createMemoryStore();
    const slow = { deleteTag: no, clear: () => cleared.then(() => memory.clear()) };
    const { cached, ctx } = kept({ ...memory, ...slow });
    const lists = [list, { ...list, loud: true }, { ...list, loud: false }];
    for (const request of lists) await cached.execute(request, ctx);
    await cached.execute({ operation: 'add_note', text: 'new' }, ctx);
    const reading = lists.map((request) => cached.execute(request, ctx));
    clear();
    for (const answer of await Promise.all(reading))
      expect(answer).toMatchObject({ data: { notes: [{ text: 'new' }] } });
    expect((await cached.execute(list, ctx)).meta.cached).toBe(true);
  });

  test('costs calls, and fails none', async () => {
    const { cached, calls, ctx } = kept(broken({ get: no, set: no }));
    expect(await cached.execute(list, ctx)).toMatchObject({ success: true });
    expect(await cached.execute(list, ctx)).toMatchObject({ success: true });
    expect(calls).toHaveLength(2);
  });

  test('that could not forget is not believed before it has forgotten everything', async () => {
    let isDown = true;
    const memory = createMemoryStore();
    const failing = { deleteTag: no, clear: () => (isDown ? no() : memory.clear()) };
    const { cached, ctx } = kept({ ...memory, ...failing });
    await cached.execute(list, ctx);
    await cached.execute({ operation: 'add_note', text: 'new' }, ctx);
    expect(await cached.execute(list, ctx)).toMatchObject({ data: { notes: [{ text: 'new' }] } });
    isDown = false;
    await cached.execute(list, ctx);
    expect((await cached.execute(list, ctx)).meta.cached).toBe(true);
  });
});
