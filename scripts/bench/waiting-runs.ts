import { flow, gate, step, succeed } from '@strata/core';
import { type Engine, defineWorkflow } from '@strata/durable';
import { z } from 'zod';
import { paced } from './paced.ts';

/** A workflow that waits for a decision, and says when it goes on. */
export const asking = (goesOn: (run: number) => void) => ({
  ask: defineWorkflow({
    input: z.int(),
    flow: flow<number>()
      .to(gate('on', () => ({ question: 'Go on?' })))
      .to(step('after', async ({ input }) => succeed(goesOn(input)))),
  }),
});

/** The id of a run, by its number. */
export const idOf = (run: number): string => `run ${run}`;

/** Starts the runs of these numbers, and waits until each of them waits at its gate. */
export const park = async (engine: Engine<ReturnType<typeof asking>>, from: number, until: number): Promise<void> => {
  const events = engine.watch();
  const goesOn = (next: number): boolean => next < until - from;
  const starting = paced(128, goesOn, async (next) => {
    const started = await engine.start('ask', from + next, { runId: idOf(from + next) });
    if (!started.success) throw new Error(started.error.message);
  });
  let waiting = 0;
  for await (const event of events)
    if (event.type === 'status' && event.status === 'waiting' && ++waiting === until - from) break;
  await starting;
};
