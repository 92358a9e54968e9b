import {
  createManager,
  defineCatalog,
  defineOperation,
  fail,
  flow,
  forEach,
  invoke,
  saga,
  step,
  succeed,
} from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createManualClock } from '../manual-clock.ts';
import { comesTrue, idOf, needsPerson, reaches } from './following.ts';
import type { NewPlace } from './open-engine.ts';
import { type Interfere, type Workshop, createWorkshop, cut, failing, refused } from './workshop.ts';

const makePair = defineOperation({
  name: 'make_pair',
  summary: 'Make two.',
  effect: 'write',
  input: z.object({}),
  output: z.object({ ids: z.array(z.string()) }),
  undo: { operation: 'remove_pair', request: (_input, { ids }) => ({ ids }) },
});

const removePair = defineOperation({
  name: 'remove_pair',
  summary: 'Say that two go, and take them away.',
  effect: 'destroy',
  irreversible: 'they are gone',
  input: z.object({ ids: z.array(z.string()) }),
  output: z.object({}),
});

/** A tool whose operations are flows, and so is what undoes them. */
const pairsOf = ({ tool }: Workshop) =>
  createManager(defineCatalog('pairs', { make_pair: makePair, remove_pair: removePair }), {
    make_pair: saga<object>()
      .to(invoke(tool, 'create_item', () => ({ name: 'a' }), { as: 'one' }))
      .to(invoke(tool, 'create_item', () => ({ name: 'b' }), { as: 'two' }))
      .to(step('ids', async ({ one, two }) => succeed({ ids: [one.id, two.id] }))),
    remove_pair: flow<{ readonly ids: readonly string[] }>()
      .to(invoke(tool, 'announce', () => ({ text: 'they go' })))
      .to(
        forEach(
          'each',
          ({ input }) => input.ids,
          (from) => from.to(invoke(tool, 'delete_item', ({ item }) => ({ id: item }))),
          { atOnce: 1 },
        ),
      )
      .to(step('removed', async () => succeed({}))),
  });

const place = 'make_pair!undo';

/** A run that makes a pair and takes it back again, in a place where it goes on. */
const undoingPair = async (newPlace: NewPlace, interfere: Interfere) => {
  const workshop = createWorkshop();
  const clock = createManualClock();
  workshop.interfere = interfere;
  const makes = saga<object>()
    .to(invoke(pairsOf(workshop), 'make_pair', () => ({})))
    .to(step('no', async () => fail('no')));
  const workflows = { makes: defineWorkflow({ input: z.object({}), flow: makes }) };
  const openIn = await newPlace();
  const open = () => openIn({ clock, workflows });
  const engine = await open();
  const runId = idOf(await engine.start('makes', {}));
  return { engine, runId, workshop, clock, open };
};

const insisting = (newPlace: NewPlace): void => {
  test('S77: an undo that is a flow is shown when it fails, tried again, and ends by itself', async () => {
    const { engine, runId, workshop, clock } = await undoingPair(
      newPlace,
      failing('delete_item', refused, { times: 2 }),
    );
    await using _ = engine;
    expect(await needsPerson(engine, runId, place, clock)).toMatchObject({
      what: 'undo_failed',
      attempts: 1,
      nextAt: clock.now() + 1000,
      error: refused,
    });
    await clock.advance(1000);
    await comesTrue(async () => (await engine.get(runId))?.attention?.[place]?.attempts === 2, clock);
    expect(await engine.get(runId)).toMatchObject({ attention: { [place]: { nextAt: clock.now() + 2000 } } });
    await clock.advance(2000);
    expect(await reaches(engine, runId, 'failed', clock)).toMatchObject({ outcome: { error: { undoComplete: true } } });
    expect([workshop.names(), workshop.said]).toEqual([[], ['they go']]);
  });

  test('S77: an undo that is a flow goes on in the next process, as often as it takes', async () => {
    const { engine, runId, workshop, clock, open } = await undoingPair(
      newPlace,
      failing('delete_item', refused, { times: 3 }),
    );
    await needsPerson(engine, runId, place, clock);
    await engine[Symbol.asyncDispose]();
    for (const [attempts, waitMs] of [
      [2, 1000],
      [3, 2000],
    ] as const) {
      await using next = await open();
      await clock.advance(waitMs);
      await comesTrue(async () => (await next.get(runId))?.attention?.[place]?.attempts === attempts, clock);
      await reaches(next, runId, 'waiting', clock);
    }
    await using last = await open();
    await clock.advance(4000);
    expect(await reaches(last, runId, 'failed', clock)).toMatchObject({ outcome: { error: { undoComplete: true } } });
    expect([workshop.names(), workshop.said]).toEqual([[], ['they go']]);
  });
};

const byPeople = (newPlace: NewPlace): void => {
  test('S77: a person gives up an undo that is a flow, and what is left is reported', async () => {
    const { engine, runId, workshop, clock } = await undoingPair(
      newPlace,
      failing('delete_item', refused, { times: Infinity }),
    );
    await using _ = engine;
    await needsPerson(engine, runId, place, clock);
    await engine.resolve(runId, place, { answer: 'give_up', by: 'Ann' });
    expect(await reaches(engine, runId, 'failed', clock)).toMatchObject({
      outcome: { error: { undoComplete: false, effects: [{ at: 'make_pair', outcome: 'undo_failed' }] } },
    });
    expect(workshop.names()).toEqual(['a', 'b']);
  });

  test.each([
    ['happened', ['they go']],
    ['did_not_happen', ['they go', 'they go']],
  ] as const)('S76, S77: what is in doubt inside an undo is for a person to say: it %s', async (answer, said) => {
    const { engine, runId, workshop, clock } = await undoingPair(newPlace, failing('announce', cut, { when: 'after' }));
    await using _ = engine;
    const inside = `${place}/announce`;
    expect(await needsPerson(engine, runId, inside, clock)).toMatchObject({ what: 'in_doubt' });
    const settled = { by: 'Ann', ...(answer === 'happened' ? { answer, output: { heardBy: 1 } } : { answer }) };
    await engine.resolve(runId, inside, settled);
    expect(await reaches(engine, runId, 'failed', clock)).toMatchObject({ outcome: { error: { undoComplete: true } } });
    expect([workshop.names(), workshop.said]).toEqual([[], said]);
  });
};

/** What holds of undoing that is a flow itself. */
export const undoingFlowTests = (newPlace: NewPlace): void => {
  describe('undoing with a flow', () => {
    insisting(newPlace);
    byPeople(newPlace);
  });
};
