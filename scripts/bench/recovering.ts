import { flow, step, succeed } from '@strata/core';
import { defineWorkflow, openEngine } from '@strata/durable';
import { z } from 'zod';
import { answers } from './answers.ts';

/** Which life of the runs this is: the one that is interrupted, or the one that picks them up. */
export interface Life {
  readonly life: 'first' | 'second';
  readonly runs: number;
}

/** How long it took to pick all of them up, and until they had ended. */
export interface Recovered {
  readonly pickedUpMs: number;
  readonly endedMs: number;
}

/** Runs whose second step never ends in their first life. `inside` hears of each that is in it. */
const halting = (inside: () => void, halt: Promise<void>) => ({
  halt: defineWorkflow({
    input: z.int(),
    flow: flow<number>()
      .to(step('before', async ({ input }) => succeed(input + 1)))
      .to(step('inside', async ({ before }) => (inside(), await halt, succeed(before + 1))))
      .to(step('after', async ({ inside: sum }) => succeed(sum + 1))),
  }),
});

const path = process.argv[2] ?? '';

/** Calls back once it was called so often. */
const countTo = (runs: number): { readonly count: () => void; readonly all: Promise<void> } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let counted = 0;
  return { count: () => void (++counted === runs && resolve()), all: promise };
};

const first = async (runs: number): Promise<void> => {
  const { count, all } = countTo(runs);
  const never = new Promise<void>(() => {});
  const engine = openEngine({ path, workflows: halting(count, never), atOnce: runs });
  for (let run = 0; run < runs; run++) await engine.start('halt', run, { runId: `run ${run}` });
  await all;
};

const second = async (runs: number): Promise<Recovered> => {
  const { count, all } = countTo(runs);
  const startedMs = performance.now();
  await using engine = openEngine({ path, workflows: halting(count, Promise.resolve()) });
  await all;
  const pickedUpMs = performance.now() - startedMs;
  for (let run = 0; run < runs; run++) {
    const ended = await engine.result(`run ${run}`);
    if (!(ended.success && ended.data.success && ended.data.data === run + 3))
      throw new Error(`a run did not end as it should: ${JSON.stringify(ended)}`);
  }
  return { pickedUpMs, endedMs: performance.now() - startedMs };
};

// PATH: one life of runs that are interrupted.
await answers<Life>(({ life, runs }) => (life === 'first' ? first(runs).then(() => ({})) : second(runs)));
