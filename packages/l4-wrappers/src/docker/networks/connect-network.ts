import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { endpointFields, endpointOf } from '../containers/container-network.ts';
import { endpointIn } from './endpoint.ts';
import type { Engine } from '../engine/engine.ts';
import { isMarked, marksOf } from '../engine/marks.ts';
import { containerReference, networkReference } from '../engine/references.ts';

/** Connects a container to a further network. */
export const connectNetwork = defineOperation({
  name: 'connect_network',
  summary: 'Connect a container to a network.',
  effect: 'write',
  idempotent: true,
  input: z.object({ network: networkReference, container: containerReference, ...endpointFields }),
  output: z.object({
    network: z.string().describe('The network that was given.'),
    container: z.string().describe('The container that was given.'),
    connected: z.boolean().describe('False when it was connected already.'),
  }),
  undo: {
    operation: 'disconnect_network',
    request: (_input, { network, container, connected }) =>
      connected ? { network, container, force: true } : undefined,
  },
});

/** Performs `connect_network`. The connection itself carries the call's mark, so that a repeated call knows its own. */
export const handleConnectNetwork =
  (engine: Engine): Handler<typeof connectNetwork> =>
  ({ network, container, ...wanted }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const before = await endpointIn(docker, container, network, abortSignal);
      if (before !== undefined) return { network, container, connected: isMarked(before.driverOptions, ctx) };
      await docker.getNetwork(network).connect({
        Container: container,
        EndpointConfig: { ...endpointOf(wanted), DriverOpts: marksOf(ctx) },
        abortSignal,
      } as object);
      return { network, container, connected: true };
    });
