import type { WorkflowContext } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { type CacheStore, createMemoryStore } from './cache-store.ts';
import { cache } from './cache.ts';
import { type Turn, createNotebook } from './notebook.fixture.ts';

const list = { operation: 'list_notes' } as const;
const known = { validator: '"v1"', answer: {} };
const add = { operation: 'add_note', text: 'new' } as const;

/** A cache whose store hangs in one way, from the given time on. */
const open = (name: keyof CacheStore, from = 0, script: Turn[] = []) => {
  const notebook = createNotebook(script);
  const store = createMemoryStore();
  const { promise: never } = Promise.withResolvers<void>();
  let count = 0;
  const slow: CacheStore = {
    ...store,
    [name]: async (...given: readonly never[]): Promise<unknown> => {
      if (count++ >= from) await never;
      // Whichever of them it is, it is given what it takes.
      return (store[name] as (...taken: readonly never[]) => unknown)(...given);
    },
  };
  return { ...notebook, cached: cache({ freshMs: 60_000, store: slow })(notebook.tool) };
};

describe('S58, P6: a store that hangs holds nobody who has gone', () => {
  test.each([
    ['get', { error: { kind: 'cancelled' } }],
    // What was answered before it left is an answer all the same.
    ['set', { success: true }],
  ] as const)('in %s: a read ends with its signal', async (name, expected) => {
    const { cached, ctx, clock } = open(name);
    const caller = new AbortController();
    const reading = cached.execute(list, { ...ctx, signal: caller.signal });
    await clock.advance(1000);
    caller.abort();
    expect(await reading).toMatchObject(expected);
  });

  test('in get: whether the last answer still holds is asked no longer than the caller is there', async () => {
    const notebook = createNotebook();
    const { promise: never } = Promise.withResolvers<undefined>();
    const caller = new AbortController();
    const recalled: unknown[] = [];
    const execute = async (_request: unknown, { revalidation }: WorkflowContext) => {
      caller.abort();
      recalled.push(await revalidation?.recall('GET /notes'), await revalidation?.remember('GET /notes', known));
      return { success: true, data: {}, meta: { durationMs: 0, attempts: 1 } };
    };
    const store = { ...createMemoryStore(), get: () => never, set: () => never };
    const cached = cache({ store })({ ...notebook.tool, execute } as never as typeof notebook.tool);
    await cached.execute(list, { ...notebook.ctx, signal: caller.signal });
    expect(recalled).toEqual([undefined, undefined]);
  });

  test('in deleteTag: a write that has not begun is not made', async () => {
    const { cached, ctx, calls, clock } = open('deleteTag');
    const writing = cached.execute(add, { ...ctx, deadlineAt: clock.now() + 1000 });
    await clock.advance(1000);
    expect(await writing).toMatchObject({
      error: { kind: 'timed_out', mayHaveHappened: false },
      meta: { attempts: 0, durationMs: 1000 },
    });
    expect([calls.length, clock.pending]).toEqual([0, 0]);
  });

  test('in deleteTag: one that was made is reported, and what is kept is not believed any more', async () => {
    const { promise: until, resolve: release } = Promise.withResolvers<void>();
    const { cached, ctx, calls, clock } = open('deleteTag', 1, [{ kind: 'lasts', obeys: false, until }]);
    const caller = new AbortController();
    const writing = cached.execute(add, { ...ctx, signal: caller.signal });
    await expect.poll(() => calls.length).toBe(1);
    await cached.execute(list, ctx);
    expect((await cached.execute(list, ctx)).meta.cached).toBe(true);
    caller.abort();
    release();
    await clock.advance(5000);
    expect(await writing).toMatchObject({ success: true });
    expect(clock.pending).toBe(0);
    expect(await cached.execute(list, ctx)).toMatchObject({ data: { notes: [{ text: 'new' }] } });
  });
});
