import { flow, forEach, gate, receive, step, succeed } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endOf, idOf, open, storePath } from './engine.fixture.ts';
import { heartbeatMs, silentLooks } from './journal/workers.ts';
import { defineWorkflow } from './workflow.ts';

const nothing = z.object({});

/** Comes to its messages when it is let, and a gate after that. */
const workflows = (held: Promise<void>, reached: () => void = () => {}) => ({
  takes: defineWorkflow({
    input: nothing,
    flow: flow<object>()
      .to(step('hold', async () => (reached(), await held, succeed(null))))
      .to(
        forEach(
          'words',
          () => [1, 2, 3],
          (from) => from.to(receive('word', z.string())),
        ),
      )
      .to(gate('approve', () => ({ question: '?' })))
      .to(step('all', async ({ words, approve }) => succeed([...words, approve.by]))),
  }),
});

/** Two engines on one file, as in two processes: the first one drives, for it knows the workflow. */
const two = async () => {
  const path = await storePath();
  const clock = createManualClock();
  const [held, reached] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = open({ path, clock, workflows: workflows(held.promise, reached.resolve) });
  const second = open({ path, clock });
  const runId = idOf(await first.start('takes', {}));
  await reached.promise;
  return { first, second, runId, clock, held };
};

const comesTo = async (
  isSo: () => Promise<unknown>,
  clock: ReturnType<typeof createManualClock>,
  expected: unknown,
) => {
  await expect
    .poll(
      async () => {
        // Each looks now and then whether the other has written something.
        await clock.advance(100);
        return isSo();
      },
      { timeout: 20_000, interval: 5 },
    )
    .toEqual(expected);
};

describe('two engines on one file', () => {
  test('S73: a message is taken once, in its order, whichever of them it was sent through', async () => {
    const { first, second, runId, clock, held } = await two();
    await first.signal(runId, 'word', 'a');
    await second.signal(runId, 'word', 'b');
    await first.signal(runId, 'word', 'c');
    await first.signal(runId, 'word', 'd');
    await clock.advance(1000);
    held.resolve();
    await comesTo(async () => (await first.get(runId))?.waitsFor, clock, ['approve']);
    await second.decide(runId, 'approve', { by: 'Ann', approved: true });
    await comesTo(async () => (await first.get(runId))?.status, clock, 'succeeded');
    expect(await endOf(second, runId)).toMatchObject({ data: ['a', 'b', 'c', 'Ann'] });
  });

  test('S75: what one is told to pause or cancel the other one pauses or cancels', async () => {
    const { first, second, runId, clock, held } = await two();
    await second.pause(runId, { by: 'Ann' });
    await clock.advance(1000);
    held.resolve();
    await comesTo(async () => (await first.get(runId))?.status, clock, 'paused');
    await second.resume(runId, { by: 'Ann' });
    await comesTo(async () => (await first.get(runId))?.waitsFor, clock, ['word']);
    const result = second.result(runId);
    await second.cancel(runId, { by: 'Ann' });
    await comesTo(async () => (await second.get(runId))?.status, clock, 'cancelled');
    expect(await clock.until(result)).toMatchObject({ data: { success: false, error: { kind: 'cancelled' } } });
  });

  test('S75: a pause outlives the process that was told of it', async () => {
    const path = await storePath();
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const lost: unknown[] = [];
    const onBug = (reason: unknown): void => void lost.push(reason);
    // Its clock stands still, so it says nothing any more.
    const stuck = createManualClock();
    const first = open({ path, clock: stuck, workflows: workflows(held.promise, reached.resolve), onBug });
    const runId = idOf(await first.start('takes', {}));
    await reached.promise;
    await first.pause(runId, { by: 'Ann' });
    // Two clocks count the same ids, which two machines do not.
    const later = createManualClock({ now: stuck.now() + 60_000 });
    const clock = { ...later, id: () => `later-${later.id()}` };
    const second = open({ path, clock, workflows: workflows(Promise.resolve()) });
    for (let looks = 0; looks < silentLooks + 2; looks++) await clock.advance(heartbeatMs);
    expect(await second.get(runId)).toMatchObject({ status: 'paused' });
    await second.resume(runId, { by: 'Ann' });
    await comesTo(async () => (await second.get(runId))?.waitsFor, clock, ['word']);
    held.resolve();
    await expect.poll(() => lost).toMatchObject([{ problem: 'lease_lost' }]);
  });
});

/** Asks, and says then in whose hands it was at last. */
const asksIn = (who: string) => ({
  asks: defineWorkflow({
    input: nothing,
    flow: flow<object>()
      .to(gate('approve', () => ({ question: '?' })))
      .to(step('after', async () => succeed(`went on in the ${who}`))),
  }),
});

describe('a run that waits at a gate', () => {
  test('1.8, L5: is in nobody’s hands: whoever decides goes on with it, though the first one lives', async () => {
    const path = await storePath();
    // It stands still, so the first one does not look what others have written.
    const clock = createManualClock();
    const first = open({ path, clock, workflows: asksIn('first') });
    const runId = idOf(await first.start('asks', {}));
    await expect.poll(async () => (await first.get(runId))?.status).toBe('waiting');
    const second = open({ path, clock, workflows: asksIn('second') });
    expect(await second.decide(runId, 'approve', { by: 'Ann', approved: true })).toMatchObject({ success: true });
    expect(await endOf(second, runId)).toMatchObject({ data: 'went on in the second' });
    expect(await endOf(first, runId)).toMatchObject({ data: 'went on in the second' });
  });
});

describe('a bug', () => {
  test('is told, and blocks the run that has met it, and no other', async () => {
    const bugs: unknown[] = [];
    const context = {
      emit: ({ at }: { readonly at: string }) => {
        if (at === 'all') throw new Error('a listener threw');
      },
    };
    const ends = defineWorkflow({ input: nothing, flow: flow<object>().to(step('end', async () => succeed('end'))) });
    const meets = defineWorkflow({ input: nothing, flow: flow<object>().to(step('all', async () => succeed('end'))) });
    const engine = open({ workflows: { ends, meets }, context, onBug: (reason) => void bugs.push(reason) });
    const runId = idOf(await engine.start('meets', {}));
    await expect.poll(() => bugs).toHaveLength(1);
    expect(await engine.get(runId)).toMatchObject({
      status: 'blocked',
      problem: { message: 'Error: a listener threw' },
    });
    expect(await endOf(engine, idOf(await engine.start('ends', {})))).toMatchObject({ data: 'end' });
  });
});
