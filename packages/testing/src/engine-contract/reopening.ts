import { flow, forEach, gate, receive, sleep, step, succeed, timeout } from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createManualClock } from '../manual-clock.ts';
import { endOf, idOf, reaches } from './following.ts';
import type { NewPlace } from './open-engine.ts';

const nothing = z.object({});

const waitsFor = {
  asks: defineWorkflow({
    input: nothing,
    flow: flow<object>()
      .to(step('before', async () => succeed('before')))
      .to(gate('approve', () => ({ question: 'Ship it?' }), { quorum: 2, remindEveryMs: 10_000 }))
      .to(step('after', async ({ before, approve }) => succeed(`${before} ${approve.by}`))),
  }),
  naps: defineWorkflow({ input: nothing, flow: flow<object>().to(sleep('a nap', 30_000)) }),
  takes: defineWorkflow({
    input: nothing,
    flow: flow<object>().to(
      forEach(
        'words',
        () => [1, 2, 3],
        (from) => from.to(receive('word', z.string())),
      ),
    ),
  }),
};

/** Does something of each kind, and waits at a gate. */
const mixed = defineWorkflow({
  input: nothing,
  flow: flow<object>()
    .to(step('before', async () => succeed('before')))
    .to(timeout((from) => from.to(receive('word', z.string())), 600_000))
    .to(sleep('a moment', 1))
    .to(gate('approve', () => ({ question: 'Ship it?' }))),
});

const waiting = (newPlace: NewPlace): void => {
  test('1.8, L5, S85: a gate is still open in the next process, with its votes, and is decided there', async () => {
    const open = await newPlace();
    const clock = createManualClock();
    const first = await open({ workflows: waitsFor, clock });
    const runId = idOf(await first.start('asks', {}, { idempotencyKey: 'once' }));
    await reaches(first, runId, 'waiting', clock);
    await first.decide(runId, 'approve', { by: 'Ann', approved: true });
    const openedAt = clock.now();
    await first[Symbol.asyncDispose]();
    await clock.advance(25_000);
    await using second = await open({ workflows: waitsFor, clock });
    expect(await second.start('asks', {}, { idempotencyKey: 'once' })).toMatchObject({ data: { runId, isNew: false } });
    // Those that were due meanwhile are one.
    await reaches(second, runId, 'waiting', clock);
    const reminded = (await second.history(runId))?.filter(({ kind }) => kind === 'reminded');
    expect(reminded).toMatchObject([{ value: 2 }]);
    expect(await second.get(runId)).toMatchObject({ gates: [{ openedAt, votes: [{ by: 'Ann' }] }] });
    await second.decide(runId, 'approve', { by: 'Bob', approved: true });
    expect(await endOf(second, runId)).toMatchObject({ data: 'before Bob' });
  });

  test('S85: a sleep whose end came while nobody was there ends at once', async () => {
    const open = await newPlace();
    const clock = createManualClock();
    const first = await open({ workflows: waitsFor, clock });
    const [early, late] = [idOf(await first.start('naps', {})), idOf(await first.start('naps', {}))];
    for (const runId of [early, late]) await reaches(first, runId, 'waiting', clock);
    await first.pause(late, { by: 'Ann' });
    await first[Symbol.asyncDispose]();
    await clock.advance(60_000);
    await using second = await open({ workflows: waitsFor, clock });
    await reaches(second, early, 'succeeded', clock);
    expect(await second.get(late)).toMatchObject({ status: 'paused' });
  });
};

const again = (newPlace: NewPlace): void => {
  test('P11: the history of a run does not grow by its being gone through again', async () => {
    const open = await newPlace();
    const histories: unknown[] = [];
    let runId: string | undefined;
    for (let life = 0; life < 10; life++) {
      await using engine = await open({ workflows: { mixed } });
      if (runId === undefined) {
        runId = idOf(await engine.start('mixed', {}));
        await engine.signal(runId, 'word', 'a');
        await reaches(engine, runId, 'waiting');
      }
      const history = await engine.history(runId);
      // It is gone through up to where it waits.
      await engine.pause(runId, { by: 'Ann' });
      await engine.resume(runId, { by: 'Ann' });
      await reaches(engine, runId, 'waiting');
      expect(await engine.history(runId)).toEqual(history);
      histories.push(history);
    }
    expect(histories[0]).toHaveLength(8);
    expect(histories).toEqual(histories.map(() => histories[0]));
  });
};

const waitingOn = (newPlace: NewPlace): void => {
  test('S85: messages that were taken are not taken again, and others are', async () => {
    const open = await newPlace();
    const first = await open({ workflows: waitsFor });
    const runId = idOf(await first.start('takes', {}));
    await first.signal(runId, 'word', 'a');
    await reaches(first, runId, 'waiting');
    await first[Symbol.asyncDispose]();
    const second = await open({ workflows: waitsFor });
    await Promise.all([second.signal(runId, 'word', 'b'), second.get(runId), second.signal(runId, 'word', 'c')]);
    expect(await endOf(second, runId)).toMatchObject({ data: ['a', 'b', 'c'] });
    await second[Symbol.asyncDispose]();
    await using third = await open({ workflows: waitsFor });
    expect(await endOf(third, runId)).toMatchObject({ data: ['a', 'b', 'c'] });
  });

  test('S85: a run of a workflow that this process does not know stays for one that does', async () => {
    const open = await newPlace();
    const first = await open({ workflows: waitsFor });
    const runId = idOf(await first.start('asks', {}));
    await reaches(first, runId, 'waiting');
    await first[Symbol.asyncDispose]();
    const { naps } = waitsFor;
    const second = await open({ workflows: { naps } });
    for (const by of ['Ann', 'Bob']) await second.decide(runId, 'approve', { by, approved: true });
    await reaches(second, runId, 'pending');
    await endOf(second, idOf(await second.start('naps', {}, { deadlineAt: 0 })));
    await reaches(second, runId, 'pending');
    await second[Symbol.asyncDispose]();
    await using third = await open({ workflows: waitsFor });
    expect(await endOf(third, runId)).toMatchObject({ data: 'before Bob' });
  });
};

/** What holds of runs that wait when their engine is closed. */
export const reopeningTests = (newPlace: NewPlace): void => {
  describe('reopening', () => {
    waiting(newPlace);
    again(newPlace);
    waitingOn(newPlace);
  });
};
