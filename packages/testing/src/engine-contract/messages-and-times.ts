import { fail, flow, forEach, gate, invoke, receive, saga, sleep, step, succeed, timeout } from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createManualClock } from '../manual-clock.ts';
import { endOf, idOf, reaches } from './following.ts';
import type { OpenEngine } from './open-engine.ts';
import { type Workshop, createWorkshop } from './workshop.ts';

const nothing = z.object({});

/** Takes three messages of one name, and one of another, each when it comes to it. */
const takes = defineWorkflow({
  input: nothing,
  flow: flow<object>()
    .to(gate('begin', () => ({ question: 'Begin?' })))
    .to(
      forEach(
        'words',
        () => [1, 2, 3],
        (from) => from.to(receive('word', z.string())),
      ),
    )
    .to(receive('count', z.int()))
    .to(step('all', async ({ words, count }) => succeed([...words, count]))),
});

const messages = (open: OpenEngine): void => {
  test('S73: messages are kept until a run takes them, in their order, each once', async () => {
    await using engine = await open({ workflows: { takes } });
    const runId = idOf(await engine.start('takes', {}));
    await reaches(engine, runId, 'waiting');
    await engine.signal(runId, 'count', 3);
    await Promise.all(['a', 'b'].map((word) => engine.signal(runId, 'word', word)));
    await engine.decide(runId, 'begin', { by: 'Ann', approved: true });
    await expect
      .poll(async () => (await engine.get(runId))?.waitsFor, { interval: 5, timeout: 20_000 })
      .toEqual(['word']);
    await engine.signal(runId, 'word', 'c');
    expect(await endOf(engine, runId)).toMatchObject({ data: ['a', 'b', 'c', 3] });
    expect(await engine.signal(runId, 'word', 'd')).toMatchObject({ error: { kind: 'conflict' } });
  });

  test('S73: messages reach a run that is at work, and others that come at the same time', async () => {
    await using engine = await open({ workflows: { takes } });
    const runIds = await Promise.all([1, 2, 3].map(async () => idOf(await engine.start('takes', {}))));
    for (const runId of runIds) await reaches(engine, runId, 'waiting');
    await Promise.all(
      runIds.flatMap((runId) => [
        engine.decide(runId, 'begin', { by: 'Ann', approved: true }),
        ...['a', 'b', 'c'].map((word) => engine.signal(runId, 'word', word)),
        engine.signal(runId, 'count', 3),
      ]),
    );
    for (const runId of runIds) expect(await endOf(engine, runId)).toMatchObject({ data: ['a', 'b', 'c', 3] });
  });

  test('S73: a message that does not fit fails the run, and its field is named', async () => {
    const reads = flow<object>().to(receive('order', z.object({ count: z.int() })));
    await using engine = await open({ workflows: { reads: defineWorkflow({ input: nothing, flow: reads }) } });
    const runId = idOf(await engine.start('reads', {}));
    expect(await engine.signal(runId, 'order', { count: 1n })).toMatchObject({ error: { kind: 'invalid_input' } });
    await engine.signal(runId, 'order', { count: 'one' });
    expect(await endOf(engine, runId)).toMatchObject({ error: { kind: 'invalid_input', issues: [{ path: 'count' }] } });
  });
};

const sleeps = (open: OpenEngine): void => {
  test('S74: a sleep puts the run away, and wakes it', async () => {
    const clock = createManualClock();
    const naps = flow<object>()
      .to(sleep('a moment', 0))
      .to(sleep('a nap', 30_000))
      .to(step('awake', async () => succeed('awake')));
    await using engine = await open({ clock, workflows: { naps: defineWorkflow({ input: nothing, flow: naps }) } });
    const runId = idOf(await engine.start('naps', {}));
    const asleep = await reaches(engine, runId, 'waiting', clock);
    expect(asleep.wakeAt).toBe(clock.now() + 30_000);
    await clock.advance(29_000);
    await reaches(engine, runId, 'waiting', clock);
    await clock.advance(1000);
    await reaches(engine, runId, 'succeeded', clock);
  });
};

const limits = (open: OpenEngine): void => {
  const limited = defineWorkflow({
    input: nothing,
    flow: flow<object>().to(timeout((from) => from.to(gate('approve', () => ({ question: '?' }))), 30_000)),
  });

  test('S74: a limit ends a gate that nobody decides', async () => {
    const clock = createManualClock();
    await using engine = await open({ clock, workflows: { limited } });
    const runId = idOf(await engine.start('limited', {}));
    const waiting = await reaches(engine, runId, 'waiting', clock);
    expect(waiting.wakeAt).toBe(clock.now() + 30_000);
    await clock.advance(30_000);
    expect(await reaches(engine, runId, 'failed', clock)).toMatchObject({
      gates: [],
      outcome: { error: { kind: 'timed_out', limitMs: 30_000 } },
    });
  });

  test('S74: a gate that is decided within its limit is not ended by it', async () => {
    const clock = createManualClock();
    await using engine = await open({ clock, workflows: { limited } });
    const runId = idOf(await engine.start('limited', {}));
    await reaches(engine, runId, 'waiting', clock);
    await clock.advance(20_000);
    await engine.decide(runId, 'approve~/approve', { by: 'Ann', approved: true });
    await reaches(engine, runId, 'succeeded', clock);
    await clock.advance(20_000);
    expect(await engine.get(runId)).toMatchObject({ status: 'succeeded', outcome: { data: { by: 'Ann' } } });
  });
};

/** Makes something, and would ask for ever. */
const slow = ({ tool }: Pick<Workshop, 'tool'>) =>
  defineWorkflow({
    input: nothing,
    flow: saga<object>()
      .to(invoke(tool, 'create_item', () => ({ name: 'a' })))
      .to(gate('approve', () => ({ question: '?' })))
      .to(step('no', async () => fail('it went on'))),
  });

const deadlines = (open: OpenEngine): void => {
  test('S74: a run is cancelled at its deadline, and takes back what it has done', async () => {
    const clock = createManualClock();
    const { tool, names } = createWorkshop();
    await using engine = await open({ clock, workflows: { slow: slow({ tool }) } });
    const deadlineAt = clock.now() + 30_000;
    const runId = idOf(await engine.start('slow', {}, { deadlineAt }));
    expect(await reaches(engine, runId, 'waiting', clock)).toMatchObject({ deadlineAt, wakeAt: deadlineAt });
    expect(names()).toEqual(['a']);
    await clock.advance(30_000);
    expect(await reaches(engine, runId, 'cancelled', clock)).toMatchObject({
      outcome: { error: { cause: { kind: 'cancelled' }, undoComplete: true } },
    });
    expect(names()).toEqual([]);
  });

  test('S74: what is started after its deadline does nothing', async () => {
    const clock = createManualClock();
    const { tool, called } = createWorkshop();
    await using engine = await open({ clock, workflows: { slow: slow({ tool }) } });
    const runId = idOf(await engine.start('slow', {}, { deadlineAt: clock.now() - 1 }));
    await reaches(engine, runId, 'cancelled', clock);
    expect(called).toEqual([]);
  });
};

/** What holds of messages to runs, and of times that runs wait for. */
export const messageAndTimeTests = (open: OpenEngine): void => {
  describe('messages and times', () => {
    messages(open);
    sleeps(open);
    limits(open);
    deadlines(open);
  });
};
