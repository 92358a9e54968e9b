import { type GateRules, flow, gate, parallel, step, succeed } from '@strata/core';
import { type RunEvent, defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ManualClock, createManualClock } from '../manual-clock.ts';
import { comesTrue, endOf, idOf, reaches } from './following.ts';
import type { OpenEngine } from './open-engine.ts';

const workflowsWith = (rules: GateRules) => ({
  asks: defineWorkflow({
    input: z.object({}),
    flow: flow<object>()
      .to(gate('approve', () => ({ question: 'Ship it?' }), rules))
      .to(step('shipped', async ({ approve }) => succeed(approve))),
  }),
  asks_two: defineWorkflow({
    input: z.object({}),
    flow: flow<object>().to(
      parallel({
        one: gate('approve', () => ({ question: '?' }), rules),
        two: gate('release', () => ({ question: '?' })),
      }),
    ),
  }),
});

const asked = async (open: OpenEngine, rules: GateRules, clock: ManualClock, name: 'asks' | 'asks_two' = 'asks') => {
  const engine = await open({ clock, workflows: workflowsWith(rules) });
  const runId = idOf(await engine.start(name, {}));
  await reaches(engine, runId, 'waiting', clock);
  return { engine, runId };
};

const expiry = (open: OpenEngine): void => {
  test.each(['approved', 'rejected'] as const)(
    'S72: a gate that nobody decides ends by itself: %s',
    async (outcome) => {
      const clock = createManualClock();
      const { engine, runId } = await asked(open, { expires: { afterMs: 30_000, outcome } }, clock);
      await using _ = engine;
      expect(await engine.get(runId)).toMatchObject({ gates: [{ expiresAt: clock.now() + 30_000 }] });
      await clock.advance(29_000);
      await reaches(engine, runId, 'waiting', clock);
      await clock.advance(1000);
      await reaches(engine, runId, outcome === 'approved' ? 'succeeded' : 'failed', clock);
      expect(await endOf(engine, runId)).toMatchObject(
        outcome === 'approved'
          ? { data: { by: 'nobody', expired: true } }
          : { error: { kind: 'rejected', by: 'nobody' } },
      );
    },
  );

  test('S72: who decides when the time is up is told that the gate is over', async () => {
    const clock = createManualClock();
    const { engine, runId } = await asked(
      open,
      { expires: { afterMs: 30_000, outcome: 'rejected' } },
      clock,
      'asks_two',
    );
    await using _ = engine;
    await clock.advance(30_000);
    const answer = engine.decide(runId, 'one/approve', { by: 'Ann', approved: true });
    expect(await answer).toMatchObject({ error: { kind: 'conflict' } });
    await reaches(engine, runId, 'failed', clock);
  });

  test('S72: one vote of two does not stop the time of a gate', async () => {
    const clock = createManualClock();
    const rules: GateRules = { quorum: 2, expires: { afterMs: 30_000, outcome: 'rejected' } };
    const { engine, runId } = await asked(open, rules, clock);
    await using _ = engine;
    await engine.decide(runId, 'approve', { by: 'Ann', approved: true });
    await engine.delegate(runId, 'approve', { by: 'Bob' }, 'Cid');
    await clock.advance(30_000);
    const ended = await reaches(engine, runId, 'failed', clock);
    expect(ended).toMatchObject({ outcome: { error: { kind: 'rejected', by: 'nobody' } } });
  });
};

const reminders = (open: OpenEngine): void => {
  test('S72: those who may decide are reminded, until somebody has decided', async () => {
    const clock = createManualClock();
    const { engine, runId } = await asked(open, { approvers: ['Ann'], remindEveryMs: 10_000 }, clock);
    await using _ = engine;
    const startedAt = clock.now();
    const heard: RunEvent[] = [];
    const listening = (async () => {
      for await (const event of engine.watch({ runId })) if (event.type === 'reminder') heard.push(event);
    })();
    for (const count of [1, 2, 3]) {
      await clock.advance(10_000);
      await comesTrue(() => heard.length === count, clock);
      await reaches(engine, runId, 'waiting', clock);
    }
    await engine.decide(runId, 'approve', { by: 'Ann', approved: true });
    await reaches(engine, runId, 'succeeded', clock);
    await listening;
    expect(heard).toMatchObject(
      [10_000, 20_000, 30_000].map((ms) => ({
        runId,
        at: 'approve',
        time: startedAt + ms,
        question: { question: 'Ship it?', approvers: ['Ann'] },
      })),
    );
  });

  test('S72: reminders end with the time of the gate', async () => {
    const clock = createManualClock();
    const rules: GateRules = { remindEveryMs: 10_000, expires: { afterMs: 25_000, outcome: 'approved' } };
    const { engine, runId } = await asked(open, rules, clock);
    await using _ = engine;
    for (const ms of [10_000, 10_000, 5000]) {
      await clock.advance(ms);
      await reaches(engine, runId, ms === 5000 ? 'succeeded' : 'waiting', clock);
    }
    const kinds = (await engine.history(runId))?.map(({ kind }) => kind);
    expect(kinds?.filter((kind) => kind === 'reminded')).toHaveLength(2);
  });
};

/** What holds of gates as time goes by. */
export const gateTimeTests = (open: OpenEngine): void => {
  describe('gates and time', () => {
    expiry(open);
    reminders(open);
  });
};
