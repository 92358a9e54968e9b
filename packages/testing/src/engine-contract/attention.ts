import { flow, invoke, retry, step, succeed } from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createManualClock } from '../manual-clock.ts';
import { endOf, idOf, needsPerson, reaches, saying } from './following.ts';
import type { OpenEngine } from './open-engine.ts';
import { createWorkshop, cut, failing } from './workshop.ts';

const at = '#2/announce';

/** A run whose answer was lost, and of which nobody can tell whether it was heard. */
const inDoubt = async (open: OpenEngine) => {
  const workshop = createWorkshop();
  const clock = createManualClock();
  const tells = flow<object>()
    .to(
      retry((from) => from.to(invoke(workshop.tool, 'announce', () => ({ text: 'hear, hear' }))), {
        attempts: 3,
        waitMs: 0,
      }),
    )
    .to(step('told', async ({ announce }) => succeed(announce.heardBy)));
  workshop.interfere = failing('announce', cut, { when: 'after' });
  const engine = await open({ clock, workflows: { tells: defineWorkflow({ input: z.object({}), flow: tells }) } });
  const runId = idOf(await engine.start('tells', {}));
  const attention = await needsPerson(engine, runId, at, clock);
  return { engine, runId, workshop, attention, clock };
};

const doubts = (open: OpenEngine): void => {
  test('S76: what is in doubt and cannot be looked for is shown, and waits for a person', async () => {
    const { engine, runId, attention, workshop, clock } = await inDoubt(open);
    await using _ = engine;
    expect(attention).toMatchObject({ what: 'in_doubt', error: { kind: 'needs_attention', operation: 'announce' } });
    await reaches(engine, runId, 'waiting', clock);
    expect((await engine.list({ needsAttention: true })).runs).toMatchObject([
      { id: runId, attention: { [at]: attention } },
    ]);
    expect(workshop.said).toHaveLength(1);
    expect(await engine.resolve(runId, 'elsewhere', { answer: 'give_up', by: 'Ann' })).toMatchObject({
      error: { kind: 'not_found' },
    });
    expect(await engine.resolve(runId, at, { answer: 'happened', output: 1n, by: 'Ann' })).toMatchObject({
      error: { kind: 'invalid_input' },
    });
  });

  test('S76: a person says that it happened, and the run goes on with the output', async () => {
    const { engine, runId, workshop } = await inDoubt(open);
    await using _ = engine;
    await engine.resolve(runId, at, { answer: 'happened', output: { heardBy: 7 }, by: 'Ann' });
    expect(await endOf(engine, runId)).toMatchObject({ success: true, data: 7 });
    expect(workshop.said).toHaveLength(1);
    const ended = await engine.get(runId);
    expect(ended?.attention).toBeUndefined();
    expect((await engine.list({ needsAttention: true })).runs).toEqual([]);
  });

  test('S76: a person says that it did not happen, and is asked again where that cannot be made sure of', async () => {
    const { engine, runId, workshop, clock } = await inDoubt(open);
    await using _ = engine;
    await engine.resolve(runId, at, { answer: 'did_not_happen', by: 'Ann' });
    const attempts = async () => (await engine.get(runId))?.attention?.[at]?.attempts;
    await expect.poll(async () => (await clock.advance(0), attempts()), { interval: 5, timeout: 20_000 }).toBe(2);
    expect(workshop.said).toHaveLength(1);
    await engine.resolve(runId, at, { answer: 'happened', output: { heardBy: 1 }, by: 'Ann' });
    expect(await endOf(engine, runId)).toMatchObject({ data: 1 });
  });
};

const wrongAnswers = (open: OpenEngine): void => {
  test.each([
    [{ heardBy: 'many' }, 'output.heardBy'],
    [{}, 'output.heardBy'],
    [null, 'output'],
  ])(
    'S76: an output that the operation never gives is refused, and nothing is written down: %j',
    async (output, path) => {
      const { engine, runId, clock } = await inDoubt(open);
      await using _ = engine;
      await reaches(engine, runId, 'waiting', clock);
      const before = await engine.history(runId);
      expect(await engine.resolve(runId, at, { answer: 'happened', output, by: 'Ann' })).toMatchObject({
        error: { kind: 'invalid_input', operation: 'resolve', message: saying(path), issues: [{ path }] },
      });
      expect(await engine.history(runId)).toEqual(before);
      expect(await engine.get(runId)).toMatchObject({ status: 'waiting', attention: { [at]: { attempts: 1 } } });
      await engine.resolve(runId, at, { answer: 'happened', output: { heardBy: 7, besides: 'this' }, by: 'Ann' });
      expect(await endOf(engine, runId)).toMatchObject({ success: true, data: 7 });
    },
  );
};

const doubtsLeft = (open: OpenEngine): void => {
  test('S76: a person gives up, and the run fails with what was in doubt', async () => {
    const { engine, runId, workshop } = await inDoubt(open);
    await using _ = engine;
    await engine.resolve(runId, at, { answer: 'give_up', by: 'Ann', comment: 'never mind' });
    expect(await endOf(engine, runId)).toMatchObject({ success: false, error: { kind: 'needs_attention' } });
    expect(workshop.said).toHaveLength(1);
  });

  test('S76: of two who answer at once one is heard, and the other is told who was', async () => {
    const { engine, runId, clock } = await inDoubt(open);
    await using _ = engine;
    await reaches(engine, runId, 'waiting', clock);
    const answers = await Promise.all([
      engine.resolve(runId, at, { answer: 'happened', output: { heardBy: 7 }, by: 'Ann' }),
      engine.resolve(runId, at, { answer: 'happened', output: { heardBy: 8 }, by: 'Bob' }),
    ]);
    expect(answers).toMatchObject([{ success: true }, { error: { kind: 'conflict', message: saying('Ann') } }]);
    expect(await endOf(engine, runId)).toMatchObject({ data: 7 });
  });
};

/** What holds of what only a person can settle. */
export const attentionTests = (open: OpenEngine): void => {
  describe('attention', () => {
    doubts(open);
    wrongAnswers(open);
    doubtsLeft(open);
  });
};
