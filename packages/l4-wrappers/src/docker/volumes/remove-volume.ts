import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { statusCodeOf } from '../engine/engine-answer.ts';
import { newName } from '../engine/references.ts';

/** Takes a volume away, and what is in it. One that a container has, running or not, is refused as a `conflict`. */
export const removeVolume = defineOperation({
  name: 'remove_volume',
  summary: 'Remove a volume.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'the files in a removed volume are gone',
  input: z.object({
    name: newName.describe('Name of the volume.'),
    force: z.boolean().default(false).describe('Whether to remove it although its driver does not answer.'),
  }),
  output: z.object({
    name: z.string().describe('The name that was given.'),
    removed: z.boolean().describe('False when it was not there any more.'),
  }),
});

/** Performs `remove_volume`. */
export const handleRemoveVolume =
  (engine: Engine): Handler<typeof removeVolume> =>
  ({ name, force }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      try {
        // With `force` the engine does not say whether it was there.
        if (force) await docker.getVolume(name).inspect({ abortSignal });
        await docker.getVolume(name).remove({ force, abortSignal });
        return { name, removed: true };
      } catch (thrown) {
        if (statusCodeOf(thrown) === 404) return { name, removed: false };
        throw thrown;
      }
    });
