import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { statusCodeOf } from '../engine/engine-answer.ts';
import type { Engine } from '../engine/engine.ts';
import { containerReference } from '../engine/references.ts';

/** Asks a container to end, and kills it when it has not ended after the grace. */
export const stopContainer = defineOperation({
  name: 'stop_container',
  summary: 'Stop a running container.',
  effect: 'write',
  idempotent: true,
  irreversible: 'what a stopped program had in memory is gone',
  input: z.object({
    container: containerReference,
    graceSeconds: z.int().nonnegative().default(10).describe('How long it may take to end by itself, in seconds.'),
  }),
  output: z.object({
    container: z.string().describe('The id or name that was given.'),
    stopped: z.boolean().describe('False when it was not running any more.'),
  }),
});

/** Performs `stop_container`. */
export const handleStopContainer =
  (engine: Engine): Handler<typeof stopContainer> =>
  async ({ container, graceSeconds }, ctx) => {
    // The engine answers after the grace, so the limit of the request starts there.
    const limitMs = graceSeconds * 1000 + 30_000;
    return engine.ask(
      ctx,
      async (docker, abortSignal) => {
        try {
          await docker.getContainer(container).stop({ t: graceSeconds, abortSignal });
          return { container, stopped: true };
        } catch (thrown) {
          if (statusCodeOf(thrown) === 304) return { container, stopped: false };
          throw thrown;
        }
      },
      limitMs,
    );
  };
