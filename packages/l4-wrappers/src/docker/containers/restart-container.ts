import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { containerReference } from '../engine/references.ts';

/** Stops a container and starts it again; one that is not running is started. */
export const restartContainer = defineOperation({
  name: 'restart_container',
  summary: 'Restart a container.',
  effect: 'write',
  // A container that was restarted twice is where one is that was restarted once: at its beginning.
  idempotent: true,
  irreversible: 'what a restarted program had in memory is gone',
  input: z.object({
    container: containerReference,
    graceSeconds: z.int().nonnegative().default(10).describe('How long it may take to end by itself, in seconds.'),
  }),
  output: z.object({
    container: z.string().describe('The id or name that was given.'),
    startedAt: z.iso.datetime().describe('When it was started.'),
  }),
});

/** Performs `restart_container`. */
export const handleRestartContainer =
  (engine: Engine): Handler<typeof restartContainer> =>
  ({ container, graceSeconds }, ctx) =>
    engine.ask(
      ctx,
      async (docker, abortSignal) => {
        const reference = docker.getContainer(container);
        await reference.restart({ t: graceSeconds, abortSignal });
        const { State } = await reference.inspect({ abortSignal });
        return { container, startedAt: new Date(State.StartedAt).toISOString() };
      },
      // The engine answers after the grace, so the limit of the request starts there.
      graceSeconds * 1000 + 30_000,
    );
