import { DatabaseSync } from 'node:sqlite';
import { flow, gate, step, succeed } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { idOf, open, storePath } from '../engine.fixture.ts';
import { type RunStatus, StoreUnusable, defineWorkflow } from '../index.ts';

const long = 'long '.repeat(10_000);

/** Gives a text, waits at a gate, and gives how long the text was. */
const giving = (text: string) => ({
  give: defineWorkflow({
    input: z.object({ text: z.string() }),
    flow: flow<{ readonly text: string }>()
      .to(step('text', async () => succeed(text)))
      .to(gate('on', () => ({ question: 'Go on?' })))
      .to(step('length', async ({ text: given, input }) => succeed({ given: given.length, input: input.text.length }))),
  }),
});

/** Changes what is in a store behind its back. */
const behindItsBack = (path: string, sql: string): void => {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
};

/** Opens a store, lets a run come to its gate, and closes it. */
const parked = async (path: string, text: string, input: string): Promise<string> => {
  await using engine = open({ path, workflows: giving(text) });
  const runId = idOf(await engine.start('give', { text: input }));
  for await (const event of engine.watch({ runId })) if (event.type === 'status' && event.status === 'waiting') break;
  return runId;
};

/** Opens the store again, decides at the gate of a run, and waits until that run is in some state. */
const goOn = async (path: string, runId: string, status: RunStatus, bugs: unknown[] = []) => {
  const engine = open({ path, workflows: giving('another'), onBug: (bug) => bugs.push(bug) });
  const events = engine.watch({ runId });
  await engine.decide(runId, 'on', { by: 'ann', approved: true });
  for await (const event of events) if (event.type === 'status' && event.status === status) break;
  return engine;
};

describe('long texts', () => {
  test('S92: are kept once, however many have them', async () => {
    const path = await storePath();
    await parked(path, long, 'a');
    await parked(path, long, 'b');
    await parked(path, `${long}!`, long);
    const database = new DatabaseSync(path);
    const texts = database.prepare('select data from blobs').all();
    // The text, the text with its mark, and the input that has the text in it.
    expect(texts).toHaveLength(3);
    expect(database.prepare('select count(blob) as count from entries').get()?.['count']).toBe(3);
    database.close();
  });

  test.for([
    ['are not there', 'delete from blobs', 'is not there'],
    ['are others than were written', `update blobs set data = '"other"'`, 'is not what was written'],
  ] as const)('S92: that %s are damage, which is said of the run that needs them', async ([, sql, cause]) => {
    const path = await storePath();
    const damaged = await parked(path, long, 'a');
    const whole = await parked(path, 'short', 'a');
    behindItsBack(path, sql);
    const bugs: unknown[] = [];
    const engine = await goOn(path, damaged, 'blocked', bugs);
    expect(bugs).toEqual([expect.objectContaining({ name: 'StoreUnusable', problem: 'damaged' })]);
    expect(await engine.get(damaged).catch((thrown: unknown) => thrown)).toBeInstanceOf(StoreUnusable);
    const { runs } = await engine.list({ status: 'blocked' });
    expect(runs.map(({ id }) => id)).toEqual([damaged]);
    expect(runs[0]?.problem?.message).toContain(cause);
    await engine.decide(whole, 'on', { by: 'ann', approved: true });
    expect(await engine.result(whole)).toMatchObject({ success: true, data: { success: true } });
  });

  test('an entry that is no JSON is damage', async () => {
    const path = await storePath();
    const runId = await parked(path, 'short', 'a');
    behindItsBack(path, `update entries set value = '{' where key = 'text'`);
    const engine = open({ path });
    await expect(engine.history(runId)).rejects.toMatchObject({ problem: 'damaged', path });
  });

  test('S92: of 50 MB outlive a process, as an input and as what a step gives', { timeout: 120_000 }, async () => {
    const path = await storePath();
    const sizeBytes = 50_000_000;
    const [text, input] = ['x'.repeat(sizeBytes), 'y'.repeat(sizeBytes)];
    const runId = await parked(path, text, input);
    const engine = await goOn(path, runId, 'succeeded');
    const ended = await engine.result(runId);
    expect(ended).toMatchObject({ data: { success: true, data: { given: sizeBytes, input: sizeBytes } } });
  });
});
