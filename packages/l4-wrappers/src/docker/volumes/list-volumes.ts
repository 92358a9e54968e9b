import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { filtersFor, wantedLabels } from '../engine/labels.ts';
import { volume, volumeOf } from './volume.ts';

/** Lists volumes. */
export const listVolumes = defineOperation({
  name: 'list_volumes',
  summary: 'List volumes.',
  effect: 'read',
  input: z.object({
    labels: wantedLabels,
    unusedOnly: z.boolean().default(false).describe('Whether to list only those that no container has.'),
  }),
  output: z.object({ volumes: z.array(volume) }),
});

/** Performs `list_volumes`. */
export const handleListVolumes =
  (engine: Engine): Handler<typeof listVolumes> =>
  ({ labels, unusedOnly }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const filters = { ...filtersFor(labels), ...(unusedOnly ? { dangling: ['true'] } : {}) };
      const { Volumes } = await docker.listVolumes({ filters, abortSignal });
      // The engine writes null where there is none.
      return { volumes: ((Volumes as typeof Volumes | null) ?? []).map(volumeOf) };
    });
