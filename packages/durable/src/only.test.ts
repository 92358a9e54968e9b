import { flow, gate, step, succeed } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endOf, idOf, open, storePath } from './engine.fixture.ts';
import { defineWorkflow } from './workflow.ts';

const workflows = {
  asks: defineWorkflow({
    input: z.object({}),
    flow: flow<object>()
      .to(gate('approve', () => ({ question: '?' })))
      .to(step('by', async ({ approve }) => succeed(approve.by))),
  }),
};

/** A store with two runs that were decided while nobody was there to go on with them. */
const decided = async () => {
  const path = await storePath();
  const first = open({ path, workflows });
  const ids = [idOf(await first.start('asks', {})), idOf(await first.start('asks', {}))] as const;
  for (const id of ids) await expect.poll(async () => (await first.get(id))?.status).toBe('waiting');
  await first[Symbol.asyncDispose]();
  const looks = open({ path, workflows, only: [] });
  for (const id of ids) await looks.decide(id, 'approve', { by: 'ann', approved: true });
  return { path, ids, looks };
};

describe('an engine for some runs only', () => {
  test('S99: drives these and no others, which wait for one that does', async () => {
    const { path, ids, looks } = await decided();
    expect((await looks.list()).runs.map(({ status }) => status)).toEqual(['pending', 'pending']);
    const one = open({ path, workflows, only: [ids[0]] });
    expect(await endOf(one, ids[0])).toMatchObject({ data: 'ann' });
    expect((await one.get(ids[1]))?.status).toBe('pending');
    await one[Symbol.asyncDispose]();
    expect(await endOf(open({ path, workflows }), ids[1])).toMatchObject({ data: 'ann' });
  });

  test('S99: starts a run under its id, and leaves one under another id to others', async () => {
    const engine = open({ workflows, only: ['mine'] });
    await engine.start('asks', {}, { runId: 'mine' });
    const other = idOf(await engine.start('asks', {}));
    await expect.poll(async () => (await engine.get('mine'))?.status).toBe('waiting');
    expect((await engine.get(other))?.status).toBe('pending');
  });

  test('S99: leaves schedules alone', async () => {
    const clock = createManualClock();
    const path = await storePath();
    const engine = open({ path, clock, workflows, only: [] });
    const made = await engine.schedule('often', { workflow: 'asks', input: {}, when: { everyMs: 1000 } });
    expect(made.success).toBe(true);
    await clock.advance(10_000);
    expect((await engine.list()).runs).toEqual([]);
  });
});
