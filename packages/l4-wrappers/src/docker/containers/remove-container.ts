import { type Handler, defineOperation, sleepFor } from '@strata/core';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { messageOf, statusCodeOf } from '../engine/engine-answer.ts';
import { containerReference } from '../engine/references.ts';

/** Takes a container away. One that is running is refused, as a `conflict`, unless `force` says to kill it. */
export const removeContainer = defineOperation({
  name: 'remove_container',
  summary: 'Remove a container.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'the files of a removed container are gone',
  input: z.object({
    container: containerReference,
    force: z.boolean().default(false).describe('Whether to kill a container that is running.'),
    volumes: z.boolean().default(false).describe('Whether to remove its anonymous volumes as well.'),
  }),
  output: z.object({
    container: z.string().describe('The id or name that was given.'),
    removed: z.boolean().describe('False when it was not there any more.'),
  }),
});

/** How often a container is looked at that is being removed, in milliseconds. */
const lookDelayMs = 50;

const stateOf = async (docker: Docker, container: string, abortSignal: AbortSignal): Promise<string | undefined> => {
  try {
    return (await docker.getContainer(container).inspect({ abortSignal })).State.Status;
  } catch (thrown) {
    if (statusCodeOf(thrown) === 404) return undefined;
    throw thrown;
  }
};

/** Performs `remove_container`. */
export const handleRemoveContainer =
  (engine: Engine): Handler<typeof removeContainer> =>
  ({ container, force, volumes }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      try {
        await docker.getContainer(container).remove({ force, v: volumes, abortSignal });
        return { container, removed: true };
      } catch (thrown) {
        if (statusCodeOf(thrown) === 404) return { container, removed: false };
        // Somebody else is at it, perhaps an earlier attempt at this call: it is gone when they have done it.
        if (!/already in progress/.test(messageOf(thrown))) throw thrown;
        while ((await stateOf(docker, container, abortSignal)) !== undefined)
          if (!(await sleepFor(ctx.clock, lookDelayMs, abortSignal))) throw thrown;
        return { container, removed: true };
      }
    });
