import { flow, forEach, gate, step, succeed } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { idOf, open, storePath } from '../engine.fixture.ts';
import { defineWorkflow } from '../index.ts';
import { startChild } from './child.fixture.ts';
import type { Parking } from './parks.fixture.ts';

describe('a run of 100,000 nodes', () => {
  const nodes = 100_000;

  /** Counts how often a node is run, over all lives of the run. */
  const counting = () => {
    let times = 0;
    const each = flow<{ readonly count: number }>()
      .to(
        forEach(
          'each',
          ({ input }) => Array.from({ length: input.count }, (_, at) => at),
          (from) => from.to(step('add', async ({ item }) => (void (times += 1), succeed(item + 1)))),
          { atOnce: 100 },
        ),
      )
      .to(gate('on', () => ({ question: 'Go on?' })))
      .to(step('sum', async ({ each: sums }) => succeed(sums.reduce((sum, one) => sum + one, 0))));
    return {
      workflows: { count: defineWorkflow({ input: z.object({ count: z.int() }), flow: each }) },
      times: () => times,
    };
  };

  test(
    'S97: waits at its end, and goes on in another life without doing anything again',
    { timeout: 120_000 },
    async () => {
      const path = await storePath();
      const { workflows, times } = counting();
      let runId = '';
      {
        await using engine = open({ path, workflows });
        const events = engine.watch();
        runId = idOf(await engine.start('count', { count: nodes }));
        for await (const event of events) if (event.type === 'status' && event.status === 'waiting') break;
      }
      expect(times()).toBe(nodes);
      const engine = open({ path, workflows });
      await engine.decide(runId, 'on', { by: 'ann', approved: true });
      const sum = (nodes * (nodes + 1)) / 2;
      expect(await engine.result(runId)).toMatchObject({ success: true, data: { success: true, data: sum } });
      expect(times()).toBe(nodes);
    },
  );
});

describe('runs that wait at gates', () => {
  const [batches, runs] = [4, 5000];

  /**
   * What one run more has cost, in bytes: in the batch that cost least, because a process may take memory at any time for
   * other things, while what each run holds would be there in all of them.
   */
  const leastGrowth = (bytes: readonly number[]): number =>
    Math.min(...bytes.slice(1).map((after, at) => (after - (bytes[at] ?? 0)) / runs));

  test('S98: hold no memory, and one decision lets one of them go on', { timeout: 120_000 }, async () => {
    const path = await storePath();
    // A small nursery, so that what the process takes from the system is what it holds.
    const child = startChild('parks.fixture.ts', [path, String(batches), String(runs)], {
      node: ['--expose-gc', '--max-semi-space-size=2'],
    });
    const { heapBytes, rssBytes } = await child.json<Parking>();
    expect(rssBytes).toHaveLength(batches);
    expect(leastGrowth(heapBytes)).toBeLessThan(200);
    expect(leastGrowth(rssBytes)).toBeLessThan(1024);
    expect(await child.json()).toMatchObject({ success: true, data: { success: true } });
    expect(await child.json()).toEqual(['run 1']);
    expect(await child.ended).toMatchObject({ code: 0, stderr: '' });
  });
});
