import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { filtersFor, wantedLabels } from '../engine/labels.ts';
import { network, networkOf } from './network.ts';
import { networksInUse } from './network-use.ts';

/** Lists networks, those that the engine brings along included. */
export const listNetworks = defineOperation({
  name: 'list_networks',
  summary: 'List networks.',
  effect: 'read',
  input: z.object({
    labels: wantedLabels,
    name: z.string().min(1).optional().describe('Only those with exactly this name.'),
    unusedOnly: z.boolean().default(false).describe('Whether to list only those that no container has.'),
  }),
  output: z.object({ networks: z.array(network) }),
});

/** Performs `list_networks`. */
export const handleListNetworks =
  (engine: Engine): Handler<typeof listNetworks> =>
  ({ labels, name, unusedOnly }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const found = await docker.listNetworks({ filters: filtersFor(labels), abortSignal });
      const used = unusedOnly ? await networksInUse(docker, abortSignal) : new Set<string>();
      const networks = found
        // The engine's own filter takes a part of a name.
        .filter(({ Name }) => name === undefined || Name === name)
        .filter(({ Id, Name }) => !used.has(Id) && !used.has(Name));
      return { networks: networks.map(networkOf) };
    });
