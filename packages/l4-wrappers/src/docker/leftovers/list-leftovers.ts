import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { findLeftovers, leftover, leftoverFields } from './leftovers.ts';

/**
 * Lists what was made here and is not in use: what `prune` would remove. A container that a call waits for is in use
 * until a minute after its end.
 */
export const listLeftovers = defineOperation({
  name: 'list_leftovers',
  summary: 'List what was made here and nothing uses.',
  effect: 'read',
  input: z.object(leftoverFields),
  output: z.object({ leftovers: z.array(leftover) }),
});

/** Performs `list_leftovers`. */
export const handleListLeftovers =
  (engine: Engine): Handler<typeof listLeftovers> =>
  (input, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => ({
      leftovers: [...(await findLeftovers(docker, input, ctx.clock.now(), abortSignal))],
    }));
