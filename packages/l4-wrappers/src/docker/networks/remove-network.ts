import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { statusCodeOf } from '../engine/engine-answer.ts';
import { networkReference } from '../engine/references.ts';

/** Takes a network away. One that a running container has is refused. */
export const removeNetwork = defineOperation({
  name: 'remove_network',
  summary: 'Remove a network.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'a network that is made anew has another id, and perhaps other addresses',
  input: z.object({ network: networkReference }),
  output: z.object({
    network: z.string().describe('The id or name that was given.'),
    removed: z.boolean().describe('False when it was not there any more.'),
  }),
});

/** Performs `remove_network`. */
export const handleRemoveNetwork =
  (engine: Engine): Handler<typeof removeNetwork> =>
  ({ network }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      try {
        await docker.getNetwork(network).remove({ abortSignal });
        return { network, removed: true };
      } catch (thrown) {
        if (statusCodeOf(thrown) === 404) return { network, removed: false };
        throw thrown;
      }
    });
