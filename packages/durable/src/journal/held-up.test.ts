import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { storePath } from '../engine.fixture.ts';
import { entryKinds } from './entry.ts';
import { Store } from './store.ts';
import { afterThisTurn } from './turn.ts';
import { silentLooks } from './workers.ts';

/** A store whose file somebody else holds when a test says so, and which waits for them by its own clock alone. */
const openHeld = async (hear: (reason: unknown) => void = () => {}) => {
  const path = await storePath();
  const hands = createManualClock();
  const clock = { ...hands, id: () => systemClock.id() };
  const broken: unknown[] = [];
  const store = new Store(path, { clock, onBroken: (reason) => (broken.push(reason), hear(reason)) });
  store.database.exec('pragma busy_timeout = 0');
  const holder = new DatabaseSync(path);
  onTestFinished(() => holder.close());
  return {
    path,
    store,
    clock,
    broken,
    hold: () => holder.exec('begin immediate'),
    letGo: () => holder.exec('rollback'),
    note: (key: string) => store.commit.append(1, entryKinds.succeeded, key, '1', null, 0),
    keys: () => [...store.entriesOf(1)].map(({ key }) => key),
  };
};

/** Why what was added is never written. */
const refusalOf = (store: Store): Promise<unknown> =>
  store.commit.committed().then(
    () => 'it was written',
    (reason: unknown) => reason,
  );

const workersIn = ({ database }: Store): unknown =>
  database.prepare('select count(*) as count from workers').get()?.['count'];

const nextTurn = (): Promise<void> => new Promise((resolve) => afterThisTurn(resolve));

describe('while another process holds the file', () => {
  test('S100: what is to be written waits, in its order, and is tried again until it is written', async () => {
    const { store, clock, broken, hold, letGo, note, keys } = await openHeld();
    hold();
    note('first');
    const first = store.commit.committed();
    await nextTurn();
    note('second');
    let writes = 0;
    store.commit.write(() => void (writes += 1));
    const second = store.commit.committed();
    store.sync();
    await clock.advance(10_000);
    expect([store.commit.isHeldUp, keys(), writes]).toEqual([true, [], 0]);
    letGo();
    await clock.advance(500);
    await Promise.all([first, second]);
    expect([store.commit.isHeldUp, keys(), writes, broken]).toEqual([false, ['first', 'second'], 1, []]);
    note('third');
    await store.commit.committed();
    expect(keys()).toEqual(['first', 'second', 'third']);
    store.close();
  });

  test('S100: it is given up after a minute, with the name of the file and the next step', async () => {
    const { path, store, clock, broken, hold, letGo, note } = await openHeld();
    hold();
    note('lost');
    const refused = refusalOf(store);
    await nextTurn();
    await clock.advance(60_000);
    expect(await refused).toMatchObject({
      problem: 'busy',
      message: expect.stringContaining(path) as unknown,
      hint: expect.stringContaining('Another process') as unknown,
    });
    expect(broken).toHaveLength(1);
    letGo();
    store.close();
  });

  test.for(['close', 'break'] as const)('S100: whoever waits hears of it when there is a %s', async (what) => {
    const { store, hold, letGo, note, broken } = await openHeld();
    hold();
    note('lost');
    const refused = refusalOf(store);
    await nextTurn();
    if (what === 'close') store.commit.close();
    else store.commit.break(Object.assign(new Error('lost'), { problem: 'lease_lost' }));
    expect(await refused).toMatchObject({ problem: what === 'close' ? 'busy' : 'lease_lost' });
    expect(broken).toHaveLength(1);
    letGo();
    store.close();
  });

  test('S100: the file is let go of, also where whoever hears that it broke throws', async () => {
    const { store, hold, letGo, note } = await openHeld((reason) => {
      throw reason;
    });
    hold();
    note('lost');
    await nextTurn();
    expect(() => store.close()).toThrow('another process');
    expect(store.database.isOpen).toBe(false);
    letGo();
  });

  test('S100: a number for a new run is waited for, too', async () => {
    const { store, clock, hold, letGo } = await openHeld();
    hold();
    const number = store.freshNumber();
    await nextTurn();
    letGo();
    await clock.advance(500);
    expect(await number).toBe(1);
    store.close();
  });

  test('S100: the dead are buried later', async () => {
    const { path, store, hold, letGo } = await openHeld();
    const dead = new Store(path, { clock: systemClock, onBroken: () => {} });
    dead.workers.letGo();
    hold();
    expect([store.workers.buryDead(), workersIn(store)]).toEqual([0, 2]);
    letGo();
    store.workers.buryDead();
    expect(workersIn(store)).toBe(1);
    dead.close();
    store.close();
  });

  test('S100: nobody is taken for dead who cannot say that they are alive', async () => {
    const { path, store } = await openHeld();
    const silent = new Store(path, { clock: systemClock, onBroken: () => {} });
    for (let look = 0; look < 3 * silentLooks; look += 1) store.workers.buryDead({ isHeldUp: true });
    for (let look = 0; look < silentLooks; look += 1) store.workers.buryDead();
    expect(workersIn(store)).toBe(2);
    silent.workers.beat();
    silent.close();
    store.close();
  });
});
