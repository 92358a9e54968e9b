import { createPolicy, createFailure, fail, flow, invoke } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endOf, idOf, open } from '../engine.fixture.ts';
import { createNotes } from '../notes.fixture.ts';
import { defineWorkflow } from '../workflow.ts';

const input = z.object({ text: z.string() });

/** A tool that a policy leaves alone while it is down, as a circuit breaker does; asked more than one at a time it goes down again. */
const opened = () => {
  const clock = createManualClock();
  const notes = createNotes();
  const state = { isDown: true, turnedAway: 0, underWay: 0, most: 0 };
  const breaker = createPolicy(() => async ({ operation }, proceed) => {
    if (state.isDown) {
      state.turnedAway += 1;
      const about = { message: 'it is left alone', mayHaveHappened: false, retryAfterMs: 30_000 } as const;
      return fail(createFailure(operation.name, { kind: 'unavailable', ...about }), { durationMs: 0, attempts: 0 });
    }
    state.underWay += 1;
    state.most = Math.max(state.most, state.underWay);
    const answer = await proceed();
    state.underWay -= 1;
    return answer;
  });
  const tool = breaker(notes.tool);
  const adding = flow<z.output<typeof input>>().to(invoke(tool, 'add_note', ({ input: { text } }) => ({ text })));
  const engine = open({ clock, workflows: { add: defineWorkflow({ input, flow: adding }) } });
  return { clock, engine, state, ...notes };
};

describe('S83: while a tool is left alone', () => {
  test('runs that need it wait, and do not fail; then they come back gradually, and all of them', async () => {
    const { clock, engine, state, texts } = opened();
    const runs = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => idOf(await engine.start('add', { text: `${n}` }))),
    );
    await expect.poll(async () => (await engine.list({ status: 'waiting', limit: 100 })).runs.length).toBe(40);
    expect(texts()).toEqual([]);
    state.isDown = false;
    const ended = Promise.all(runs.map((runId) => endOf(engine, runId)));
    expect(await clock.until(ended)).toEqual(runs.map(() => expect.objectContaining({ success: true }) as unknown));
    expect(texts()).toHaveLength(40);
    // The first one to ask had found out for all others.
    expect(state.turnedAway).toBeLessThanOrEqual(40);
  });

  test('a run that is cancelled does not wait for it', async () => {
    const { engine } = opened();
    const runId = idOf(await engine.start('add', { text: 'a' }));
    await expect.poll(async () => (await engine.get(runId))?.status).toBe('waiting');
    await engine.cancel(runId, { by: 'ann' });
    expect(await endOf(engine, runId)).toMatchObject({ success: false });
    expect(await engine.get(runId)).toMatchObject({ status: 'cancelled' });
  });
});
