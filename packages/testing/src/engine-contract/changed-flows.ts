import { type Step, flow, gate, invoke, saga, step, succeed } from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { aborted, createLatch, endOf, idOf, reaches, saying } from './following.ts';
import type { NewPlace } from './open-engine.ts';
import { type Workshop, createWorkshop } from './workshop.ts';

const nothing = z.object({});

type Marks = Step<unknown, { readonly mark: string }, string, never>;

const marks = (text: string): Marks => step('mark', async () => succeed(text));

/** Does something, asks, and does something more. */
const asking = (after: string, question = 'Ship it?') =>
  defineWorkflow({
    input: nothing,
    flow: flow<object>()
      .to(marks('begun'))
      .to(gate('approve', () => ({ question })))
      .to(step(after as 'after', async ({ mark }) => succeed(`${mark} ${after}`))),
  });

/** The same with a step before, where the run has been already. */
const askingLate = defineWorkflow({
  input: nothing,
  flow: flow<object>()
    .to(step('first', async () => succeed(1)))
    .to(marks('begun'))
    .to(gate('approve', () => ({ question: 'Ship it?' })))
    .to(step('after', async ({ mark }) => succeed(`${mark} after`))),
});

/** A run that waits at its gate, in a place that is closed. */
const left = async (newPlace: NewPlace) => {
  const open = await newPlace();
  const first = await open({ workflows: { asks: asking('after') } });
  const runId = idOf(await first.start('asks', {}));
  await reaches(first, runId, 'waiting');
  await first[Symbol.asyncDispose]();
  return { open, runId };
};

const shapes = (newPlace: NewPlace): void => {
  test('S86: a flow that has changed ahead of a run goes on as it is today', async () => {
    const { open, runId } = await left(newPlace);
    await using second = await open({ workflows: { asks: asking('otherwise', 'Shall we?') } });
    await second.decide(runId, 'approve', { by: 'Ann', approved: true });
    expect(await endOf(second, runId)).toMatchObject({ data: 'begun otherwise' });
  });

  test('S86: a flow that has changed behind a run blocks it, with both shapes, until it is as it was', async () => {
    const { open, runId } = await left(newPlace);
    const second = await open({ workflows: { asks: askingLate } });
    await second.decide(runId, 'approve', { by: 'Ann', approved: true });
    const blocked = await reaches(second, runId, 'blocked');
    expect(blocked.problem?.message).toContain('mark');
    expect(blocked.problem?.expected.split('\n').map((line) => line.trim())).not.toContain('step first');
    expect(blocked.problem?.found.split('\n').map((line) => line.trim())).toContain('step first');
    await second.resume(runId, { by: 'Ann' });
    await reaches(second, runId, 'blocked');
    await second[Symbol.asyncDispose]();
    await using third = await open({ workflows: { asks: asking('after') } });
    await reaches(third, runId, 'blocked');
    await third.resume(runId, { by: 'Ann' });
    expect(await endOf(third, runId)).toMatchObject({ data: 'begun after' });
    expect((await third.get(runId))?.problem).toBeUndefined();
  });

  test('S86: a run that was to be cancelled is cancelled once it is not blocked any more', async () => {
    const { open, runId } = await left(newPlace);
    const second = await open({ workflows: { asks: askingLate } });
    await second.cancel(runId, { by: 'Ann' });
    await reaches(second, runId, 'blocked');
    await second[Symbol.asyncDispose]();
    await using third = await open({ workflows: { asks: asking('after') } });
    await third.resume(runId, { by: 'Ann' });
    expect(await reaches(third, runId, 'cancelled')).toMatchObject({ outcome: { error: { kind: 'cancelled' } } });
  });

  test('S86: what the input has to be today is held against what a run was started with', async () => {
    const { open, runId } = await left(newPlace);
    const input = z.object({ name: z.string() });
    const renamed = defineWorkflow({ input, flow: flow<{ readonly name: string }>().to(marks('begun')) });
    await using second = await open({ workflows: { asks: renamed } });
    await second.decide(runId, 'approve', { by: 'Ann', approved: true });
    expect((await reaches(second, runId, 'blocked')).problem).toMatchObject({
      expected: '{}',
      found: saying('name'),
    });
  });
};

const unbegun = (newPlace: NewPlace): void => {
  test('S86: a run that has not begun goes on with whatever its flow is', async () => {
    const held = createLatch();
    const holds = defineWorkflow({
      input: nothing,
      flow: flow<object>().to(step('hold', async () => (await held.opened, succeed(null)))),
    });
    const open = await newPlace();
    const first = await open({ workflows: { holds, asks: asking('after') }, atOnce: 1 });
    await first.start('holds', {});
    const runId = idOf(await first.start('asks', {}));
    const closed = first[Symbol.asyncDispose]();
    held.open();
    await closed;
    const other = defineWorkflow({ input: nothing, flow: saga<object>().to(marks('other')) });
    await using second = await open({ workflows: { asks: other } });
    expect(await endOf(second, runId)).toMatchObject({ data: 'other' });
  });
};

const mappers = (newPlace: NewPlace): void => {
  test('S86: a mapper that is not pure blocks the run, with both requests', async () => {
    const workshop = createWorkshop();
    const reached = createLatch();
    workshop.interfere = async (_operation, when, { signal }) => {
      if (when === 'before') return;
      reached.open();
      await aborted(signal);
    };
    let count = 0;
    const makes = defineWorkflow({
      input: nothing,
      flow: flow<object>().to(invoke(workshop.tool, 'create_item', () => ({ name: `number ${(count += 1)}` }))),
    });
    const open = await newPlace();
    const first = await open({ workflows: { makes } });
    const runId = idOf(await first.start('makes', {}));
    await reached.opened;
    await first[Symbol.asyncDispose]();
    await using second = await open({ workflows: { makes } });
    expect((await reaches(second, runId, 'blocked')).problem).toMatchObject({
      message: saying('create_item'),
      expected: saying('number 1'),
      found: saying('number 2'),
    });
    expect(workshop.names()).toEqual(['number 1']);
  });
};

/** Makes two things in a saga and asks; `extra`: with something before it, where runs have been already. */
const making = ({ tool }: Workshop, extra = false) => {
  const rest = saga<object>()
    .to(invoke(tool, 'create_item', () => ({ name: 'a' }), { as: 'one' }))
    .to(invoke(tool, 'create_item', () => ({ name: 'b' }), { as: 'two' }))
    .to(gate('approve', () => ({ question: '?' })))
    .to(gate('once more', () => ({ question: '?' })));
  const made = extra
    ? flow<object>()
        .to(step('extra', async () => succeed(1)))
        .to(rest)
    : rest;
  return { makes: defineWorkflow({ input: nothing, flow: made }) };
};

/** A run that has made two things, and is blocked. */
const blocked = async (newPlace: NewPlace) => {
  const workshop = createWorkshop();
  const open = await newPlace();
  const first = await open({ workflows: making(workshop) });
  const runId = idOf(await first.start('makes', {}));
  await reaches(first, runId, 'waiting');
  await first[Symbol.asyncDispose]();
  const engine = await open({ workflows: making(workshop, true) });
  await engine.decide(runId, 'approve', { by: 'Ann', approved: true });
  await reaches(engine, runId, 'blocked');
  return { workshop, runId, engine, open };
};

/** A write that the end of its run has left as it was. */
const kept = (at: string, id: string) => ({
  at,
  operation: 'create_item',
  outcome: 'undo_failed',
  output: { id },
  error: { kind: 'conflict', message: saying('not taken back') },
});

const ending = (newPlace: NewPlace): void => {
  test('S75, S86: a blocked run that is cancelled ends as it is, and names what was not taken back', async () => {
    const { workshop, runId, engine } = await blocked(newPlace);
    await using _ = engine;
    const result = engine.result(runId);
    expect(await engine.cancel(runId, { by: 'Ann' })).toMatchObject({ success: true });
    const error = {
      kind: 'saga_failed',
      message: saying('blocked'),
      cause: { kind: 'cancelled' },
      undoComplete: false,
      effects: [kept('two', 'item-2'), kept('one', 'item-1')],
    };
    expect(await result).toMatchObject({ data: { success: false, error } });
    expect(await engine.get(runId)).toMatchObject({ status: 'cancelled', outcome: { error }, problem: {} });
    expect(workshop.names()).toEqual(['a', 'b']);
    expect(await engine.resume(runId, { by: 'Ann' })).toMatchObject({ error: { kind: 'conflict' } });
  });

  test('S75, S86: a blocked run that is cancelled is undone where its code fits again', async () => {
    const { workshop, runId, engine, open } = await blocked(newPlace);
    await engine[Symbol.asyncDispose]();
    await using mended = await open({ workflows: making(workshop) });
    await reaches(mended, runId, 'blocked');
    await mended.cancel(runId, { by: 'Ann' });
    const ended = await reaches(mended, runId, 'cancelled');
    expect(ended.problem).toBeUndefined();
    expect(workshop.names()).toEqual([]);
  });

  test('S75, S86: a blocked run that has left nothing behind ends as any that is cancelled', async () => {
    const { open, runId } = await left(newPlace);
    await using second = await open({ workflows: { asks: askingLate } });
    await second.cancel(runId, { by: 'Ann' });
    await reaches(second, runId, 'blocked');
    await second.cancel(runId, { by: 'Ann' });
    expect(await reaches(second, runId, 'cancelled')).toMatchObject({ outcome: { error: { kind: 'cancelled' } } });
  });
};

/** What holds of runs whose flow is another one than when they began. */
export const changedFlowTests = (newPlace: NewPlace): void => {
  describe('changed flows', () => {
    shapes(newPlace);
    unbegun(newPlace);
    mappers(newPlace);
    ending(newPlace);
  });
};
