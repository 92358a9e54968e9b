import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { statusCodeOf } from '../engine/engine-answer.ts';
import { containerReference } from '../engine/references.ts';

/** Starts a container that was made, or has ended. */
export const startContainer = defineOperation({
  name: 'start_container',
  summary: 'Start a container that is there.',
  effect: 'write',
  idempotent: true,
  input: z.object({ container: containerReference }),
  output: z.object({
    container: z.string().describe('The id or name that was given.'),
    started: z.boolean().describe('False when it was running already.'),
  }),
  undo: {
    operation: 'stop_container',
    request: (_input, { container, started }) => (started ? { container } : undefined),
  },
});

/** Performs `start_container`. */
export const handleStartContainer =
  (engine: Engine): Handler<typeof startContainer> =>
  ({ container }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const reference = docker.getContainer(container);
      const look = async () => (await reference.inspect({ abortSignal })).State.Running;
      const { before: wasRunning } = await ctx.beforeAndNow(look);
      try {
        await reference.start({ abortSignal });
      } catch (thrown) {
        if (statusCodeOf(thrown) !== 304) throw thrown;
      }
      return { container, started: !wasRunning };
    });
