import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { messageOf, statusCodeOf } from '../engine/engine-answer.ts';
import { listNetworks } from './list-networks.ts';
import { isMarked, madeUpName, marksOf } from '../engine/marks.ts';
import { findTwin, isAboutTwin, onceOptions } from './network-twin.ts';
import { callLabel, newLabels, newName } from '../engine/references.ts';
import { RequestProblem } from '../engine/request-problem.ts';
import { TakenName } from '../engine/taken-name.ts';

/** Makes a network. A name that is taken is a `conflict`, although the engine would allow a second one. */
export const createNetwork = defineOperation({
  name: 'create_network',
  summary: 'Create a network.',
  effect: 'write',
  input: z.object({
    name: newName.optional().describe('Name; absent: one is made up.'),
    driver: z.string().min(1).default('bridge').describe('What is to make it.'),
    internal: z.boolean().default(false).describe('Whether it leads nowhere else.'),
    attachable: z.boolean().default(false).describe('Whether containers may join it by hand, in a swarm.'),
    subnet: z.cidrv4().optional().describe('Range of addresses, such as 10.5.0.0/24; absent: a free one.'),
    ipRange: z.cidrv4().optional().describe('The part of it that containers get addresses from.'),
    gateway: z.ipv4().optional().describe('The address that leads out of it.'),
    options: z.record(z.string().min(1), z.string()).default({}).describe('Options for the driver.'),
    labels: newLabels.describe('Labels to put on the network.'),
  }),
  output: z.object({
    id: z.string().describe('Full id.'),
    name: z.string().describe('Name.'),
    driver: z.string().describe('What makes it.'),
  }),
  undo: { operation: 'remove_network', request: (_input, { id }) => ({ network: id }) },
  locate: {
    using: listNetworks,
    request: (_input, callId) => ({ labels: { [callLabel]: callId } }),
    pick: ({ networks: [found] }) => found && { id: found.id, name: found.name, driver: found.driver },
  },
});

/** Performs `create_network`. */
export const handleCreateNetwork =
  (engine: Engine): Handler<typeof createNetwork> =>
  async ({ name: given, driver, internal, attachable, subnet, ipRange, gateway, options, labels }, ctx) => {
    if (subnet === undefined && (ipRange !== undefined || gateway !== undefined))
      throw new RequestProblem('subnet', 'has to be there where ipRange or gateway is');
    const name = given ?? madeUpName(ctx);
    const range = {
      ...(subnet === undefined ? {} : { Subnet: subnet }),
      ...(ipRange === undefined ? {} : { IPRange: ipRange }),
      ...(gateway === undefined ? {} : { Gateway: gateway }),
    };
    return engine.ask(ctx, async (docker, abortSignal) => {
      // Looked for first, because newer engines ignore CheckDuplicate; which is there all the same for what comes between.
      const named = (await docker.listNetworks({ filters: { name: [name] }, abortSignal })).filter(
        ({ Name }) => Name === name,
      );
      const own = named.find(({ Labels }) => isMarked(Labels, ctx));
      if (own !== undefined) return { id: own.Id, name, driver: own.Driver };
      if (named.length > 0) throw new TakenName('network', name);
      const specification = {
        Name: name,
        CheckDuplicate: true,
        Driver: driver,
        Internal: internal,
        Attachable: attachable,
        ...(subnet === undefined ? {} : { IPAM: { Config: [range] } }),
        Options: { ...onceOptions(driver, ctx), ...options },
        Labels: { ...labels, ...marksOf(ctx) },
        abortSignal,
      };
      try {
        const made = await docker.createNetwork(specification);
        return { id: made.id, name, driver };
      } catch (thrown) {
        const isTwin = statusCodeOf(thrown) !== undefined && isAboutTwin(messageOf(thrown));
        const twin = isTwin ? await findTwin(docker, name, ctx, abortSignal) : undefined;
        if (twin === undefined) throw thrown;
        return { id: twin.Id, name, driver: twin.Driver };
      }
    });
  };
