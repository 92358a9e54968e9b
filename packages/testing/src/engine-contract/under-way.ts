import { fail, flow, forEach, gate, invoke, retry, saga, sleep, step, succeed } from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createManualClock } from '../manual-clock.ts';
import { aborted, createLatch, endOf, idOf, needsPerson, reaches } from './following.ts';
import type { NewPlace } from './open-engine.ts';
import { type Workshop, createWorkshop, failing, refused } from './workshop.ts';

const nothing = z.object({});

/** An engine that is closed while a run is at an operation, and what is there then. */
const closedAt = async (newPlace: NewPlace, name: keyof ReturnType<typeof works>) => {
  const workshop = createWorkshop();
  const open = await newPlace();
  const first = await open({ workflows: works(workshop) });
  const reached = createLatch();
  workshop.interfere = async (_operation, when, { signal }) => {
    if (when === 'before') return;
    reached.open();
    await aborted(signal);
  };
  const runId = idOf(await first.start(name, {}));
  await reached.opened;
  await first[Symbol.asyncDispose]();
  workshop.interfere = () => undefined;
  return { workshop, runId, reopen: () => open({ workflows: works(workshop) }) };
};

const works = ({ tool }: Workshop) => ({
  makes: defineWorkflow({
    input: nothing,
    flow: saga<object>()
      .to(
        forEach(
          'each',
          () => ['a', 'b', 'c'],
          (from) => from.to(invoke(tool, 'create_item', ({ item }) => ({ name: item }))),
        ),
      )
      .to(sleep('a moment', 0))
      .to(gate('approve', () => ({ question: '?' }))),
  }),
  tells: defineWorkflow({
    input: nothing,
    flow: flow<object>().to(
      retry((from) => from.to(invoke(tool, 'announce', () => ({ text: 'hear, hear' }))), { attempts: 2, waitMs: 0 }),
    ),
  }),
});

const underWay = (newPlace: NewPlace): void => {
  test('S85: what was under way when the engine was closed is no failure, and is not done twice', async () => {
    const { workshop, runId, reopen } = await closedAt(newPlace, 'makes');
    expect(workshop.names()).toEqual(['a']);
    await using second = await reopen();
    await reaches(second, runId, 'waiting');
    expect(workshop.names()).toEqual(['a', 'b', 'c']);
    await second.decide(runId, 'approve', { by: 'Ann', approved: true });
    expect(await endOf(second, runId)).toMatchObject({ success: true });
  });

  test('S75: what was under way in the process before is taken back when the run is cancelled', async () => {
    const { workshop, runId, reopen } = await closedAt(newPlace, 'makes');
    await using second = await reopen();
    await second.cancel(runId, { by: 'Ann' });
    await reaches(second, runId, 'cancelled');
    expect(workshop.names()).toEqual([]);
  });
};

const atTheEnd = (newPlace: NewPlace): void => {
  test('S85: a wait that comes just when the engine is closed was not called off', async () => {
    const reached = createLatch();
    const naps = flow<object>()
      .to(
        step('hold', async (_outputs, { signal }) => {
          reached.open();
          await aborted(signal);
          return succeed('held');
        }),
      )
      .to(sleep('a moment', 0))
      .to(step('awake', async ({ hold }) => succeed(hold)));
    const workflows = { naps: defineWorkflow({ input: nothing, flow: naps }) };
    const open = await newPlace();
    const first = await open({ workflows });
    const runId = idOf(await first.start('naps', {}));
    await reached.opened;
    await first[Symbol.asyncDispose]();
    await using second = await open({ workflows });
    expect(await endOf(second, runId)).toMatchObject({ success: true, data: 'held' });
  });
};

const unsettled = (newPlace: NewPlace): void => {
  test('S76: what was under way and cannot be looked for waits for a person, in every process', async () => {
    const { workshop, runId, reopen } = await closedAt(newPlace, 'tells');
    const place = '#1/announce';
    const second = await reopen();
    const attention = await needsPerson(second, runId, place);
    await reaches(second, runId, 'waiting');
    await second[Symbol.asyncDispose]();
    const third = await reopen();
    expect(await needsPerson(third, runId, place)).toEqual(attention);
    // It is made again now, and that is interrupted in its turn: so the answer was about something else.
    const again = createLatch();
    workshop.interfere = async (_operation, when, { signal }) => {
      if (when === 'before') return;
      again.open();
      await aborted(signal);
    };
    await third.resolve(runId, place, { answer: 'did_not_happen', by: 'Ann' });
    await again.opened;
    await third[Symbol.asyncDispose]();
    workshop.interfere = () => undefined;
    await using fourth = await reopen();
    await needsPerson(fourth, runId, place);
    expect(workshop.said).toHaveLength(2);
    await fourth.resolve(runId, place, { answer: 'happened', output: { heardBy: 2 }, by: 'Ann' });
    expect(await endOf(fourth, runId)).toMatchObject({ data: { heardBy: 2 } });
  });

  test('S77: an undo that failed is tried again by the next process, when it is time', async () => {
    const workshop = createWorkshop();
    const clock = createManualClock();
    const open = await newPlace();
    const all = saga<object>()
      .to(invoke(workshop.tool, 'create_item', () => ({ name: 'a' })))
      .to(step('no', async () => fail('no')));
    const workflows = { all: defineWorkflow({ input: nothing, flow: all }) };
    workshop.interfere = failing('delete_item', refused, { times: 2 });
    const first = await open({ clock, workflows });
    const runId = idOf(await first.start('all', {}));
    await needsPerson(first, runId, 'create_item!undo', clock);
    await clock.advance(1000);
    await reaches(first, runId, 'waiting', clock);
    await first[Symbol.asyncDispose]();
    await using second = await open({ clock, workflows });
    expect(await needsPerson(second, runId, 'create_item!undo', clock)).toMatchObject({ attempts: 2 });
    await clock.advance(2000);
    expect(await reaches(second, runId, 'failed', clock)).toMatchObject({ outcome: { error: { undoComplete: true } } });
    expect(workshop.names()).toEqual([]);
  });
};

/** What holds of runs that are at work when their engine is closed. */
export const underWayTests = (newPlace: NewPlace): void => {
  describe('under way', () => {
    underWay(newPlace);
    atTheEnd(newPlace);
    unsettled(newPlace);
  });
};
