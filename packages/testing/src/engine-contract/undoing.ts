import { fail, gate, invoke, saga, step } from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createManualClock } from '../manual-clock.ts';
import { comesTrue, idOf, needsPerson, reaches } from './following.ts';
import type { OpenEngine } from './open-engine.ts';
import { createWorkshop, cut, failing, refused } from './workshop.ts';

/** A run whose undo fails, and goes on failing for as long as it is told to. */
const undoing = async (open: OpenEngine, times: number, operation: 'delete_item' | 'polish' = 'delete_item') => {
  const workshop = createWorkshop();
  const clock = createManualClock();
  const all = saga<object>()
    .to(invoke(workshop.tool, 'create_item', () => ({ name: 'a' })))
    .to(invoke(workshop.tool, 'engrave', () => ({ text: 'a' })))
    .to(step('no', async () => fail({ kind: 'refused', message: 'no', retryable: false })));
  workshop.interfere = failing(operation, refused, { times });
  const engine = await open({ clock, workflows: { all: defineWorkflow({ input: z.object({}), flow: all }) } });
  const runId = idOf(await engine.start('all', {}));
  const place = operation === 'polish' ? 'engrave!undo' : 'create_item!undo';
  const attention = await needsPerson(engine, runId, place, clock);
  return { engine, runId, workshop, clock, place, attention };
};

const undos = (open: OpenEngine): void => {
  test('S77: an undo that fails is shown, tried again with growing waits, and ends by itself', async () => {
    const { engine, runId, workshop, clock, place, attention } = await undoing(open, 4);
    await using _ = engine;
    const begunAt = clock.now();
    expect(attention).toMatchObject({ what: 'undo_failed', attempts: 1, nextAt: begunAt + 1000, error: refused });
    for (const [attempts, waitMs] of [
      [2, 2000],
      [3, 4000],
      [4, 8000],
    ] as const) {
      await clock.advance(waitMs / 2);
      const shown = async () => (await engine.get(runId))?.attention?.[place]?.attempts;
      await expect.poll(async () => (await clock.advance(0), shown()), { interval: 5, timeout: 20_000 }).toBe(attempts);
      const now = await engine.get(runId);
      expect(now?.attention?.[place]).toMatchObject({ nextAt: clock.now() + waitMs });
    }
    await clock.advance(8000);
    expect(await reaches(engine, runId, 'failed', clock)).toMatchObject({ outcome: { error: { undoComplete: true } } });
    expect(workshop.names()).toEqual([]);
    expect(workshop.called.filter((name) => name === 'delete_item')).toHaveLength(5);
  });

  test('S77: an undo that surely did nothing is tried again, also one that nobody can look for', async () => {
    const { engine, runId, workshop, clock } = await undoing(open, 2, 'polish');
    await using _ = engine;
    for (let count = 0; count < 4; count++) await clock.advance(2000);
    expect(await reaches(engine, runId, 'failed', clock)).toMatchObject({ outcome: { error: { undoComplete: true } } });
    expect([workshop.engraved, workshop.names()]).toEqual([[], []]);
    expect(workshop.called.filter((name) => name === 'polish')).toHaveLength(3);
  });
};

const undosByPeople = (open: OpenEngine): void => {
  test('S77: a person says that it is undone already', async () => {
    const { engine, runId, workshop, clock, place } = await undoing(open, Infinity);
    await using _ = engine;
    workshop.items.length = 0;
    await engine.resolve(runId, place, { answer: 'happened', output: null, by: 'Ann' });
    expect(await reaches(engine, runId, 'failed', clock)).toMatchObject({ outcome: { error: { undoComplete: true } } });
  });

  test('S77: a person gives up, and what is left is reported', async () => {
    const { engine, runId, workshop, clock, place } = await undoing(open, Infinity);
    await using _ = engine;
    await clock.advance(1000);
    await engine.resolve(runId, place, { answer: 'give_up', by: 'Ann' });
    expect(await reaches(engine, runId, 'failed', clock)).toMatchObject({
      outcome: {
        error: {
          undoComplete: false,
          effects: [
            { at: 'engrave', outcome: 'undone' },
            { at: 'create_item', outcome: 'undo_failed', error: { kind: 'refused' } },
          ],
        },
      },
    });
    expect(workshop.names()).toEqual(['a']);
  });

  test('S77: a person has it tried again at once', async () => {
    const { engine, runId, workshop, clock, place } = await undoing(open, 3);
    await using _ = engine;
    await clock.advance(3000);
    await expect
      .poll(async () => (await clock.advance(0), (await engine.get(runId))?.attention?.[place]?.attempts))
      .toBe(3);
    await reaches(engine, runId, 'waiting', clock);
    const before = clock.now();
    expect(await engine.resolve(runId, place, { answer: 'try_again', by: 'Ann' })).toMatchObject({ success: true });
    await reaches(engine, runId, 'failed', clock);
    expect([clock.now(), workshop.names()]).toEqual([before, []]);
  });
};

const undosInTime = (open: OpenEngine): void => {
  test('S77: a deadline that has passed does not end the undoing', async () => {
    const workshop = createWorkshop();
    const clock = createManualClock();
    const makes = saga<object>()
      .to(invoke(workshop.tool, 'create_item', () => ({ name: 'a' })))
      .to(gate('approve', () => ({ question: '?' })));
    workshop.interfere = failing('delete_item', refused, { times: 2 });
    await using engine = await open({
      clock,
      workflows: { makes: defineWorkflow({ input: z.object({}), flow: makes }) },
    });
    const runId = idOf(await engine.start('makes', {}, { deadlineAt: clock.now() + 10_000 }));
    await reaches(engine, runId, 'waiting', clock);
    await clock.advance(10_000);
    await needsPerson(engine, runId, 'create_item!undo', clock);
    await clock.advance(1000);
    await needsPerson(engine, runId, 'create_item!undo', clock);
    // It waits for the next attempt, and not for a time that is over.
    expect(await reaches(engine, runId, 'waiting', clock)).toMatchObject({ wakeAt: clock.now() + 2000 });
    await clock.advance(2000);
    await reaches(engine, runId, 'cancelled', clock);
    expect(workshop.names()).toEqual([]);
  });
};

/** A run that has to take back what is in doubt, while it cannot be looked for so many times. */
const looking = async (open: OpenEngine, times: number) => {
  const workshop = createWorkshop();
  const clock = createManualClock();
  const makes = saga<object>().to(invoke(workshop.tool, 'create_item', () => ({ name: 'a' })));
  const [lost, unseen] = [failing('create_item', cut, { when: 'after' }), failing('list_items', refused, { times })];
  workshop.interfere = (...call) => lost(...call) ?? unseen(...call);
  const engine = await open({ clock, workflows: { makes: defineWorkflow({ input: z.object({}), flow: makes }) } });
  const runId = idOf(await engine.start('makes', {}));
  return { engine, runId, workshop, clock };
};

const looks = (open: OpenEngine): void => {
  test('S77: what cannot be looked for just now is looked for again, and then undone', async () => {
    const { engine, runId, workshop, clock } = await looking(open, 2);
    await using _ = engine;
    const place = 'create_item!look';
    expect(await needsPerson(engine, runId, place, clock)).toMatchObject({
      what: 'undo_failed',
      attempts: 1,
      nextAt: clock.now() + 1000,
      error: refused,
    });
    await clock.advance(1000);
    await comesTrue(async () => (await engine.get(runId))?.attention?.[place]?.attempts === 2, clock);
    await clock.advance(2000);
    expect(await reaches(engine, runId, 'failed', clock)).toMatchObject({
      outcome: { error: { undoComplete: true, effects: [{ outcome: 'undone', output: { id: 'item-1' } }] } },
    });
    expect(workshop.names()).toEqual([]);
  });

  test('S77: a person gives up looking, and what is left in doubt is reported', async () => {
    const { engine, runId, workshop, clock } = await looking(open, Infinity);
    await using _ = engine;
    await needsPerson(engine, runId, 'create_item!look', clock);
    await engine.resolve(runId, 'create_item!look', { answer: 'give_up', by: 'Ann' });
    expect(await reaches(engine, runId, 'failed', clock)).toMatchObject({
      outcome: { error: { undoComplete: false, effects: [{ at: 'create_item', outcome: 'undo_failed' }] } },
    });
    expect(workshop.names()).toEqual(['a']);
  });

  test('S77: what nobody can ever look for is reported, and not looked for again and again', async () => {
    const workshop = createWorkshop();
    const clock = createManualClock();
    const tells = saga<object>().to(invoke(workshop.tool, 'announce', () => ({ text: 'hear, hear' })));
    workshop.interfere = failing('announce', cut, { when: 'after' });
    await using engine = await open({
      clock,
      workflows: { tells: defineWorkflow({ input: z.object({}), flow: tells }) },
    });
    const runId = idOf(await engine.start('tells', {}));
    expect(await reaches(engine, runId, 'failed', clock)).toMatchObject({
      outcome: {
        error: { undoComplete: false, effects: [{ outcome: 'undo_failed', error: { kind: 'needs_attention' } }] },
      },
    });
  });
};

/** What holds of undoing that fails. */
export const undoingTests = (open: OpenEngine): void => {
  describe('undoing', () => {
    undos(open);
    undosByPeople(open);
    undosInTime(open);
    looks(open);
  });
};
