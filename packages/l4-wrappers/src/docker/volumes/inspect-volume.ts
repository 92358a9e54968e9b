import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { newName } from '../engine/references.ts';
import { volume, volumeOf } from './volume.ts';

/** Tells what a volume is. */
export const inspectVolume = defineOperation({
  name: 'inspect_volume',
  summary: 'Show one volume.',
  effect: 'read',
  input: z.object({ name: newName.describe('Name of the volume.') }),
  output: volume,
});

/** Performs `inspect_volume`. */
export const handleInspectVolume =
  (engine: Engine): Handler<typeof inspectVolume> =>
  ({ name }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => volumeOf(await docker.getVolume(name).inspect({ abortSignal })));
