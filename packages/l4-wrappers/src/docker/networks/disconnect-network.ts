import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { endpointIn } from './endpoint.ts';
import type { Engine } from '../engine/engine.ts';
import { containerReference, networkReference } from '../engine/references.ts';

/** Takes a container out of a network. */
export const disconnectNetwork = defineOperation({
  name: 'disconnect_network',
  summary: 'Disconnect a container from a network.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    network: networkReference,
    container: containerReference,
    force: z.boolean().default(false).describe('Whether to do it although the container does not answer.'),
  }),
  output: z.object({
    network: z.string().describe('The network that was given.'),
    container: z.string().describe('The container that was given.'),
    disconnected: z.boolean().describe('False when it was not connected any more.'),
    aliases: z.array(z.string()).describe('The names that it had there.'),
    ipv4Address: z.ipv4().optional().describe('The address that it had asked for; absent: the network had chosen one.'),
  }),
  undo: {
    operation: 'connect_network',
    request: (_input, { network, container, disconnected, aliases, ipv4Address }) =>
      disconnected ? { network, container, aliases, ...(ipv4Address === undefined ? {} : { ipv4Address }) } : undefined,
  },
});

/** Performs `disconnect_network`. */
export const handleDisconnectNetwork =
  (engine: Engine): Handler<typeof disconnectNetwork> =>
  ({ network, container, force }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const look = () => endpointIn(docker, container, network, abortSignal);
      const { before, now } = await ctx.beforeAndNow(look);
      if (now !== undefined)
        await docker.getNetwork(network).disconnect({ Container: container, Force: force, abortSignal });
      const address = before?.ipv4Address === undefined ? {} : { ipv4Address: before.ipv4Address };
      return {
        network,
        container,
        disconnected: before !== undefined,
        aliases: [...(before?.aliases ?? [])],
        ...address,
      };
    });
