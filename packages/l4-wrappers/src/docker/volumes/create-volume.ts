import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { listVolumes } from './list-volumes.ts';
import { isMarked, madeUpName, marksOf } from '../engine/marks.ts';
import { attemptLabel, callLabel, newLabels, newName } from '../engine/references.ts';
import { TakenName } from '../engine/taken-name.ts';
import { volume, volumeOf } from './volume.ts';

/** Makes a volume. One that has the name already is a `conflict`, although the engine itself would answer with that one. */
export const createVolume = defineOperation({
  name: 'create_volume',
  summary: 'Create a volume.',
  effect: 'write',
  input: z.object({
    name: newName.optional().describe('Name; absent: one is made up.'),
    driver: z.string().min(1).default('local').describe('What is to keep it.'),
    driverOptions: z.record(z.string().min(1), z.string()).default({}).describe('Options for the driver.'),
    labels: newLabels.describe('Labels to put on the volume.'),
  }),
  output: volume,
  undo: { operation: 'remove_volume', request: (_input, { name }) => ({ name }) },
  locate: {
    using: listVolumes,
    request: (_input, callId) => ({ labels: { [callLabel]: callId } }),
    pick: ({ volumes }) => volumes[0],
  },
});

/** Performs `create_volume`. */
export const handleCreateVolume =
  (engine: Engine): Handler<typeof createVolume> =>
  ({ name, driver, driverOptions, labels }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const attempt = ctx.clock.id();
      const called = await docker.createVolume({
        Name: name ?? madeUpName(ctx),
        Driver: driver,
        DriverOpts: driverOptions,
        Labels: { ...labels, ...marksOf(ctx), [attemptLabel]: attempt },
        abortSignal,
      });
      const made = await docker.getVolume(called.name).inspect({ abortSignal });
      // The engine answers with a volume that was there before: what tells is whether it has the labels that were asked for.
      const Labels = made.Labels as Record<string, string> | null;
      if (Labels?.[attemptLabel] !== attempt && !isMarked(Labels, ctx)) throw new TakenName('volume', made.Name);
      return volumeOf(made);
    });
