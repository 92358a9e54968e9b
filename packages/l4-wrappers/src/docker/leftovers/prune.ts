import { type Handler, defineOperation } from '@strata/core';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { messageOf, statusCodeOf } from '../engine/engine-answer.ts';
import { type Leftover, findLeftovers, leftover, leftoverFields } from './leftovers.ts';

/**
 * Removes what was made here and is not in use, and nothing else; never a container that runs, or that ended less than a
 * minute ago while a call was waiting for it.
 */
export const prune = defineOperation({
  name: 'prune',
  summary: 'Remove what was made here and nothing uses.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'the files of removed containers and volumes are gone',
  input: z.object(leftoverFields),
  output: z.object({
    removed: z.array(leftover).describe('What is gone.'),
    kept: z
      .array(leftover.extend({ reason: z.string().describe('What the engine said.') }))
      .describe('What has come into use meanwhile.'),
  }),
});

const remove = async (docker: Docker, { kind, id }: Leftover, abortSignal: AbortSignal): Promise<void> => {
  // Without force throughout: what has come into use since it was listed is refused by the engine.
  if (kind === 'containers') await docker.getContainer(id).remove({ v: true, abortSignal });
  else if (kind === 'networks') await docker.getNetwork(id).remove({ abortSignal });
  else if (kind === 'volumes') await docker.getVolume(id).remove({ abortSignal });
  else await docker.getImage(id).remove({ abortSignal });
};

/** Performs `prune`. */
export const handlePrune =
  (engine: Engine): Handler<typeof prune> =>
  (input, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const removed: Leftover[] = [];
      const kept: (Leftover & { reason: string })[] = [];
      for (const one of await findLeftovers(docker, input, ctx.clock.now(), abortSignal)) {
        try {
          await remove(docker, one, abortSignal);
          removed.push(one);
        } catch (thrown) {
          const status = statusCodeOf(thrown);
          if (status === undefined) throw thrown;
          if (status === 404) removed.push(one);
          else kept.push({ ...one, reason: messageOf(thrown) });
        }
      }
      return { removed, kept };
    });
