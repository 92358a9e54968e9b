import { systemClock } from '@strata/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { storePath } from '../engine.fixture.ts';
import { StoreUnusable } from '../store-unusable.ts';
import { entryKinds } from './entry.ts';
import { Store } from './store.ts';
import { afterThisTurn } from './turn.ts';

/** A store, and what it tells about its commits. */
const openStore = (path: string) => {
  const told: { readonly moments: string[]; readonly broken: unknown[] } = { moments: [], broken: [] };
  const store = new Store(path, {
    clock: systemClock,
    onBroken: (reason) => told.broken.push(reason),
    onCommit: (moment) => void told.moments.push(moment),
  });
  return { store, told };
};

const note = (store: Store, key: string, run = 1): void =>
  store.commit.append(run, entryKinds.succeeded, key, JSON.stringify(key), null, 0);

const keysIn = (store: Store, run = 1): readonly string[] => [...store.entriesOf(run)].map(({ key }) => key);

/** What a store holds when it is opened again. */
const keysAt = (path: string, run = 1): readonly string[] => {
  const { store } = openStore(path);
  try {
    return keysIn(store, run);
  } finally {
    store.close();
  }
};

const nextTurn = (): Promise<void> => new Promise((resolve) => afterThisTurn(resolve));

describe('a group of commits', () => {
  test('S91: is one commit for everything of one turn, whoever wrote it', async () => {
    const path = await storePath();
    const { store, told } = openStore(path);
    const written = Array.from({ length: 100 }, async (_, at) => {
      await Promise.resolve();
      note(store, `${at}`, at % 2);
      store.commit.write(() => {});
      await store.commit.committed();
    });
    await Promise.all(written);
    expect(told.moments).toEqual(['before', 'after']);
    expect(store.commit.commits).toBe(1);
    note(store, 'later', 0);
    await store.commit.committed();
    expect(store.commit.commits).toBe(2);
    const even = Array.from({ length: 50 }, (_, at) => `${at * 2}`);
    expect(keysIn(store, 0)).toEqual([...even, 'later']);
    store.close();
    expect(keysAt(path, 0)).toEqual([...even, 'later']);
  });

  test('has nothing to wait for when nothing was written', async () => {
    const { store, told } = openStore(await storePath());
    await store.commit.committed();
    store.commit.flush();
    await nextTurn();
    expect(told.moments).toEqual([]);
    store.close();
  });

  test('S91: that fails rejects everybody and all that comes after it, and writes nothing of it', async () => {
    const path = await storePath();
    const { store, told } = openStore(path);
    note(store, 'before');
    await store.commit.committed();
    const cause = new Error('no');
    note(store, 'with it');
    const first = store.commit.committed();
    store.commit.write(() => {
      throw cause;
    });
    const second = store.commit.committed();
    await expect(first).rejects.toBe(cause);
    await expect(second).rejects.toBe(cause);
    expect(told.broken).toEqual([cause]);
    note(store, 'after it');
    await expect(store.commit.committed()).rejects.toBe(cause);
    await nextTurn();
    store.commit.flush();
    expect(keysIn(store)).toEqual(['before']);
    expect([told.broken.length, store.commit.commits]).toEqual([1, 1]);
    store.close();
    expect(keysAt(path)).toEqual(['before']);
  });

  test('rejects those who wait also when whoever hears of the failure throws', async () => {
    const store = new Store(await storePath(), {
      clock: systemClock,
      onBroken: () => {
        throw new Error('heard');
      },
    });
    const cause = new Error('no');
    note(store, 'lost');
    const waiting = store.commit.committed();
    expect(() => store.commit.break(cause)).toThrow('heard');
    store.commit.flush();
    await expect(waiting).rejects.toBe(cause);
    store.close();
  });

  test('S93: of a worker that was taken for dead is refused', async () => {
    const path = await storePath();
    const { store, told } = openStore(path);
    const other = openStore(path);
    other.store.database.prepare('delete from workers where id = ?').run(store.workers.id);
    note(store, 'lost');
    await expect(store.commit.committed()).rejects.toMatchObject({ name: 'StoreUnusable', problem: 'lease_lost' });
    expect(told.broken).toHaveLength(1);
    expect(keysIn(other.store)).toEqual([]);
    store.close();
    other.store.close();
  });

  test('takes nothing once it is closed, and keeps what was there before', async () => {
    const path = await storePath();
    const { store, told } = openStore(path);
    note(store, 'last');
    store.close();
    note(store, 'too late');
    await expect(store.commit.committed()).rejects.toMatchObject({ problem: 'closed' });
    await nextTurn();
    expect(told.broken).toEqual([]);
    expect(() => store.runs.byId('any')).toThrow(StoreUnusable);
    expect(keysAt(path)).toEqual(['last']);
  });

  test('S91: any interleaving of writes and waits gives exactly the entries, in their order', async () => {
    const act = fc.oneof(
      { weight: 6, arbitrary: fc.record({ what: fc.constant('append'), run: fc.integer({ min: 1, max: 3 }) }) },
      {
        weight: 2,
        arbitrary: fc.record({ what: fc.constantFrom('write', 'wait', 'flush', 'turn'), run: fc.constant(1) }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(act, { maxLength: 40 }), { minLength: 1, maxLength: 6 }), async (turns) => {
        const path = await storePath();
        const { store } = openStore(path);
        const expected = new Map<number, string[]>();
        const waits: Promise<void>[] = [];
        let writes = 0;
        for (const [at, { what, run }] of turns.flat().entries()) {
          if (what === 'append') {
            note(store, `${at}`, run);
            expected.set(run, [...(expected.get(run) ?? []), `${at}`]);
          } else if (what === 'write') store.commit.write(() => void (writes += 1));
          else if (what === 'wait') waits.push(store.commit.committed());
          else if (what === 'flush') store.commit.flush();
          else await nextTurn();
        }
        await Promise.all(waits);
        store.close();
        expect(writes).toBe(turns.flat().filter(({ what }) => what === 'write').length);
        for (const run of [1, 2, 3]) expect(keysAt(path, run)).toEqual(expected.get(run) ?? []);
      }),
      { numRuns: 30 },
    );
  });
});
