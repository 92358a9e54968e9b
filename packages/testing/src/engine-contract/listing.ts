import { fail, flow, gate, step, succeed } from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createManualClock } from '../manual-clock.ts';
import { endOf, idOf, reaches } from './following.ts';
import type { OpenEngine } from './open-engine.ts';

const nothing = z.object({});

const workflows = {
  ends: defineWorkflow({ input: nothing, flow: flow<object>().to(step('end', async () => succeed('ended'))) }),
  fails: defineWorkflow({ input: nothing, flow: flow<object>().to(step('end', async () => fail('no'))) }),
  asks: defineWorkflow({
    input: nothing,
    flow: flow<object>()
      .to(step('before', async () => succeed({ so: 'far' })))
      .to(gate('approve', () => ({ question: '?' })))
      .to(step('after', async () => succeed('done'))),
  }),
};

const filters = (open: OpenEngine): void => {
  test('S84: runs are listed newest first, by status, workflow and time', async () => {
    const clock = createManualClock();
    await using engine = await open({ workflows, clock });
    const begunAt = clock.now();
    for (const [name, status] of [
      ['ends', 'succeeded'],
      ['fails', 'failed'],
      ['asks', 'waiting'],
    ] as const) {
      await reaches(engine, idOf(await engine.start(name, {}, { runId: name })), status, clock);
      await clock.advance(1000);
    }
    const idsOf = async (filter: Parameters<typeof engine.list>[0]) =>
      (await engine.list(filter)).runs.map(({ id }) => id);
    expect(await idsOf({})).toEqual(['asks', 'fails', 'ends']);
    expect(await idsOf({ status: 'failed' })).toEqual(['fails']);
    expect(await idsOf({ status: ['waiting', 'succeeded'] })).toEqual(['asks', 'ends']);
    expect(await idsOf({ workflow: 'ends' })).toEqual(['ends']);
    expect(await idsOf({ createdFrom: begunAt + 1000 })).toEqual(['asks', 'fails']);
    expect(await idsOf({ createdUntil: begunAt + 1000 })).toEqual(['ends']);
    expect(await idsOf({ needsAttention: true })).toEqual([]);
    expect(await idsOf({ schedule: 'nightly' })).toEqual([]);
  });
};

const pages = (open: OpenEngine): void => {
  test('S84: a list is read page by page, each run once, whatever is started meanwhile', async () => {
    await using engine = await open({ workflows });
    const ids = Array.from({ length: 5 }, (_, index) => `run ${index}`);
    for (const runId of ids) await endOf(engine, idOf(await engine.start('ends', {}, { runId })));
    const seen: (readonly string[])[] = [];
    let cursor: string | undefined;
    do {
      const page = await engine.list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(page.runs.map(({ id }) => id));
      cursor = page.nextCursor;
      await engine.start('ends', {});
    } while (cursor !== undefined);
    expect(seen).toEqual([['run 4', 'run 3'], ['run 2', 'run 1'], ['run 0']]);
  });

  test('S84: a page that makes no sense is refused', async () => {
    await using engine = await open({ workflows });
    for (const limit of [0, -1, 1.5]) await expect(engine.list({ limit })).rejects.toThrow('limit');
    await expect(engine.list({ cursor: 'next' })).rejects.toThrow('cursor');
  });
};

const histories = (open: OpenEngine): void => {
  test('S84: a history shows what a run has done, in its order', async () => {
    const clock = createManualClock();
    await using engine = await open({ workflows, clock });
    const runId = idOf(await engine.start('asks', {}));
    await reaches(engine, runId, 'waiting', clock);
    await clock.advance(1000);
    await engine.decide(runId, 'approve', { by: 'Ann', approved: true });
    await reaches(engine, runId, 'succeeded', clock);
    const history = (await engine.history(runId)) ?? [];
    expect(history.map(({ kind, at }) => `${kind} ${at}`)).toEqual([
      'succeeded before',
      'asked approve',
      'vote approve',
      'decided approve',
      'succeeded after',
    ]);
    expect(history[0]).toMatchObject({ value: { so: 'far' }, time: clock.now() - 1000 });
    expect(history.at(-1)).toMatchObject({ value: 'done', time: clock.now() });
  });
};

/** What holds of what can be read of runs. */
export const listingTests = (open: OpenEngine): void => {
  describe('listing', () => {
    filters(open);
    pages(open);
    histories(open);
  });
};
