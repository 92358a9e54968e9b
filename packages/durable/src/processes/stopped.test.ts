import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemClock } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { type Outside, startOutside } from '../crash/outside.fixture.ts';
import { open, storePath } from '../engine.fixture.ts';
import { openEngine } from '../index.ts';
import { lookMs, silentLooks } from '../journal/workers.ts';
import { startChild } from './child.fixture.ts';
import { flowsIn } from './flows.fixture.ts';

/** Lets a child come to the second of three things: it has been made, and the child does not know it yet. */
const holdAtSecond = (outside: Outside) => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  outside.onAct = ({ who, mark }) => {
    if (who !== 'child' || !mark.endsWith('/two')) return;
    reach();
    return answered;
  };
  return { reached, answer };
};

/** Starts a child, and lets it come to the second of three things. */
const startHeld = async (outside: Outside) => {
  const path = await storePath();
  const held = holdAtSecond(outside);
  const child = startChild('drives.fixture.ts', [path, outside.url, 'child', '16', 'three']);
  expect(await child.line()).toBe('ready');
  child.tell('start three run');
  expect(await child.line()).toBe('started run');
  await held.reached;
  return { path, child, ...held };
};

const madeBy = (outside: Outside): readonly (readonly [string, string])[] =>
  outside.calls.flatMap(({ who, what, mark }) => (what === 'create' ? [[who, mark] as const] : []));

const all = [
  ['child', 'run/one'],
  ['child', 'run/two'],
  ['here', 'run/three'],
];

describe('a process that does not go on', () => {
  test('S93: is followed at once when it was killed, and nothing is done twice', async () => {
    await using outside = await startOutside();
    const { path, child } = await startHeld(outside);
    child.signal('SIGKILL');
    await child.ended;
    // Its clock stands still: nobody has to wait for anything.
    const clock = { ...createManualClock(), id: () => systemClock.id() };
    const engine = openEngine({ path, workflows: flowsIn(outside.url, 'here'), clock });
    expect(await engine.result('run')).toMatchObject({ success: true, data: { success: true } });
    expect(madeBy(outside)).toEqual(all);
    await engine[Symbol.asyncDispose]();
    expect(readdirSync(dirname(path))).toEqual(['runs.db']);
  });

  test('S75: leaves a run paused that was to be paused when it was killed', async () => {
    await using outside = await startOutside();
    const { path, child } = await startHeld(outside);
    const watching = open({ path, workflows: flowsIn(outside.url, 'here'), atOnce: 0 });
    await watching.pause('run', { by: 'ann' });
    child.signal('SIGKILL');
    await child.ended;
    const engine = open({ path, workflows: flowsIn(outside.url, 'here') });
    expect(await engine.get('run')).toMatchObject({ status: 'paused' });
    expect(madeBy(outside)).toEqual(all.slice(0, 2));
    await engine.resume('run', { by: 'ann' });
    expect(await engine.result('run')).toMatchObject({ success: true, data: { success: true } });
    expect(madeBy(outside)).toEqual(all);
  });

  test('S93: is followed when it was stopped, and when it comes back it drives nothing any more', async () => {
    await using outside = await startOutside();
    const { path, child, answer } = await startHeld(outside);
    child.signal('SIGSTOP');
    const hands = createManualClock();
    const clock = { ...hands, id: () => systemClock.id() };
    const engine = open({ path, workflows: flowsIn(outside.url, 'here'), clock });
    await hands.advance(lookMs * (silentLooks - 1));
    expect(await engine.get('run')).toMatchObject({ status: 'running' });
    expect(madeBy(outside)).toEqual(all.slice(0, 2));
    await hands.advance(lookMs * 2);
    expect(await engine.result('run')).toMatchObject({ success: true, data: { success: true } });
    expect(madeBy(outside)).toEqual(all);

    const calls = outside.calls.length;
    child.signal('SIGCONT');
    answer();
    expect(await child.line()).toBe('bug: lease_lost');
    child.tell('start three another');
    expect(await child.line()).toBe('refused: lease_lost');
    child.tell('close');
    expect(await child.ended).toEqual({ code: 0, signal: null, stderr: '' });
    expect(outside.calls.length).toBe(calls);
    expect(await engine.get('another')).toBeUndefined();
    expect([...outside.made.values()]).toEqual([1, 1, 1]);
  });
});
