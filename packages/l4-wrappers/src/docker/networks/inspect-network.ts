import { type Handler, defineOperation } from '@strata/core';
import type { NetworkInspectInfo } from 'dockerode';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { network, networkOf } from './network.ts';
import { networkReference } from '../engine/references.ts';

const connected = z.object({
  id: z.string().describe('Full id of the container.'),
  name: z.string().describe('Its name.'),
  ipv4Address: z.string().nullable().describe('Its address in the network; null when it has none.'),
  macAddress: z.string().nullable().describe('Its hardware address in the network; null when it has none.'),
});

/** Tells what a network is, and which running containers it has. */
export const inspectNetwork = defineOperation({
  name: 'inspect_network',
  summary: 'Show one network.',
  effect: 'read',
  input: z.object({ network: networkReference }),
  output: network.extend({
    gateways: z.array(z.string()).describe('The addresses that lead out of it.'),
    ipv6: z.boolean().describe('Whether it has IPv6.'),
    attachable: z.boolean().describe("Whether containers may join it by hand, where it is a swarm's."),
    options: z.record(z.string(), z.string()).describe('Options that its driver was given.'),
    containers: z.array(connected).describe('The containers that run and are connected.'),
  }),
});

const nullIfEmpty = (text: string): string | null => (text === '' ? null : text);

/** Performs `inspect_network`. */
export const handleInspectNetwork =
  (engine: Engine): Handler<typeof inspectNetwork> =>
  ({ network: reference }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      // dockerode takes options here; its types have forgotten them.
      const shown = docker.getNetwork(reference) as unknown as {
        inspect(options: object): Promise<NetworkInspectInfo>;
      };
      const found = await shown.inspect({ abortSignal });
      return {
        ...networkOf(found),
        gateways: (found.IPAM?.Config ?? []).flatMap(({ Gateway }) => (Gateway === undefined ? [] : [Gateway])),
        ipv6: found.EnableIPv6,
        attachable: found.Attachable,
        options: found.Options ?? {},
        containers: Object.entries(found.Containers ?? {}).map(([id, one]) => ({
          id,
          name: one.Name,
          ipv4Address: nullIfEmpty(one.IPv4Address.replace(/\/\d+$/, '')),
          macAddress: nullIfEmpty(one.MacAddress),
        })),
      };
    });
