import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemClock } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { startOutside } from '../crash/outside.fixture.ts';
import { idOf, open, storePath } from '../engine.fixture.ts';
import { flowsIn } from '../processes/flows.fixture.ts';
import { ProcessLock, isLockHeld } from './process-lock.ts';
import { Store } from './store.ts';
import { lookMs, silentLooks } from './workers.ts';

const openStore = (path: string): Store => new Store(path, { clock: systemClock, onBroken: () => {} });

/** A run that a worker is at. */
const give = (store: Store, worker: string): void =>
  store.database.exec(
    `insert into runs (number, id, workflow, status, created_at, updated_at, worker)
     values (${store.nextNumber()}, '${worker} run', 'any', 'running', 0, 0, '${worker}')`,
  );

const statusesIn = (store: Store): readonly string[] => store.runs.list({}).runs.map(({ status }) => status);

describe('a lock of a process', () => {
  test('is held by one, and free when it is given back', async () => {
    const path = `${await storePath()}.worker`;
    const lock = new ProcessLock(path);
    expect(() => new ProcessLock(path)).toThrow('locked');
    expect(isLockHeld(path)).toBe(true);
    lock[Symbol.dispose]();
    expect(isLockHeld(path)).toBe(false);
    expect(readdirSync(dirname(path))).toEqual([]);
  });
});

describe('workers of one store', () => {
  test('S93: whoever has lost its lock is dead at once, and leaves nothing behind', async () => {
    const path = await storePath();
    const [dead, other] = [openStore(path), openStore(path)];
    give(other, dead.workers.id);
    expect(other.workers.buryDead()).toBe(0);
    dead.workers.letGo();
    expect(other.workers.buryDead()).toBe(1);
    expect(statusesIn(other)).toEqual(['pending']);
    expect(() => dead.workers.assertAlive()).toThrow(expect.objectContaining({ problem: 'lease_lost' }));
    expect(() => dead.workers.beat()).toThrow(expect.objectContaining({ problem: 'lease_lost' }));
    dead.close();
    other.close();
    expect(readdirSync(dirname(path))).toEqual(['runs.db']);
  });

  test('S93: whoever holds its lock and says nothing is dead after some looks, and not before', async () => {
    const path = await storePath();
    const [silent, other] = [openStore(path), openStore(path)];
    give(other, silent.workers.id);
    for (let look = 0; look < silentLooks; look += 1) expect(other.workers.buryDead()).toBe(0);
    silent.workers.beat();
    for (let look = 0; look < silentLooks; look += 1) expect(other.workers.buryDead()).toBe(0);
    expect(other.workers.buryDead()).toBe(1);
    silent.close();
    other.close();
  });

  test('a store whose commits have failed gives its lock back when it is closed', async () => {
    const path = await storePath();
    const [broken, other] = [openStore(path), openStore(path)];
    give(other, broken.workers.id);
    broken.commit.break(new Error('no'));
    broken.close();
    expect(other.workers.buryDead()).toBe(1);
    other.close();
  });
});

describe('a clock that is set', () => {
  const fiveHoursMs = 5 * 3_600_000;

  test.for([
    ['back', -fiveHoursMs],
    ['forward', fiveHoursMs],
  ] as const)('S93: %s by hours makes nobody dead, loses no run and drives none twice', async ([, jumpMs]) => {
    const path = await storePath();
    await using outside = await startOutside();
    let offsetMs = 0;
    const [hands, otherHands] = [createManualClock(), createManualClock()];
    const clockOf = (manual: typeof hands) => ({
      ...manual,
      now: () => manual.now() + offsetMs,
      id: () => systemClock.id(),
    });
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    // The second thing that is made is not answered yet when the clock is set.
    outside.onAct = ({ mark }) => {
      if (!mark.endsWith('/two')) return;
      reach();
      return answered;
    };
    const engine = open({ path, workflows: flowsIn(outside.url, 'first'), clock: clockOf(hands) });
    const runId = idOf(await engine.start('three', { name: 'a' }));
    await reached;
    const others = open({ path, workflows: flowsIn(outside.url, 'second'), clock: clockOf(otherHands) });
    offsetMs = jumpMs;
    for (let look = 0; look < 3 * silentLooks; look += 1) {
      await hands.advance(lookMs);
      await otherHands.advance(lookMs);
    }
    answer();
    expect(await engine.result(runId)).toMatchObject({ success: true, data: { success: true } });
    expect(outside.calls.map(({ who, what, mark }) => [who, what, mark.split('/').at(-1)])).toEqual([
      ['first', 'create', 'one'],
      ['first', 'create', 'two'],
      ['first', 'create', 'three'],
    ]);
    // The other one takes what the first one leaves.
    const left = idOf(await others.start('three', { name: 'b' }));
    expect(await others.result(left)).toMatchObject({ success: true, data: { success: true } });
  });
});
