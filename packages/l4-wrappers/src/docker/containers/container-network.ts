import type { ContainerCreateOptions, EndpointSettings } from 'dockerode';
import { z } from 'zod';
import { networkReference } from '../engine/references.ts';

const alias = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'must be a host name');

/** How a container stands in a network. */
export const endpointFields = {
  aliases: z.array(alias).default([]).describe('Further names that others in the network find it by.'),
  ipv4Address: z.ipv4().optional().describe("Address to have; absent: one of the network's choice."),
} as const;

const port = z.int().min(1).max(65_535);

const published = z.object({
  containerPort: port.describe('The port inside.'),
  hostPort: port.optional().describe('The port outside; absent: a free one.'),
  hostIp: z
    .union([z.ipv4(), z.ipv6()])
    .default('127.0.0.1')
    .describe('The address outside; by default reached from this machine only.'),
  protocol: z.enum(['tcp', 'udp', 'sctp']).default('tcp').describe('The protocol.'),
});

/** What a container is connected to. */
export const networkFields = {
  network: z
    .string()
    .regex(/^(container:)?[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'must be a network, none, host, or container:name')
    .default('bridge')
    .describe("Network to join; 'none' for no network."),
  ...endpointFields,
  networks: z
    .array(z.object({ network: networkReference, ...endpointFields }))
    .default([])
    .describe('Further networks to join.'),
  publish: z.array(published).default([]).describe('Ports to be reached from outside of its networks.'),
  extraHosts: z
    .record(alias, z.union([z.ipv4(), z.ipv6(), z.literal('host-gateway')]))
    .default({})
    .describe('Host names to know, and their addresses.'),
} as const;

const network = z.object(networkFields);
type NetworkInput = z.output<typeof network>;

/** One end of a connection, as the engine wants it. */
export const endpointOf = ({
  aliases,
  ipv4Address,
}: Pick<NetworkInput, 'aliases' | 'ipv4Address'>): EndpointSettings => ({
  ...(aliases.length === 0 ? {} : { Aliases: [...aliases] }),
  ...(ipv4Address === undefined ? {} : { IPAMConfig: { IPv4Address: ipv4Address } }),
});

const portOf = ({ containerPort, protocol }: NetworkInput['publish'][number]): string => `${containerPort}/${protocol}`;

/** The network and the ports that the container is made with. Further networks are joined before it starts. */
export const networkOf = (
  input: NetworkInput,
): Pick<ContainerCreateOptions, 'ExposedPorts' | 'NetworkingConfig'> & {
  readonly HostConfig: NonNullable<ContainerCreateOptions['HostConfig']>;
} => {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const one of input.publish)
    (bindings[portOf(one)] ??= []).push({ HostIp: one.hostIp, HostPort: String(one.hostPort ?? '') });
  const endpoint = endpointOf(input);
  return {
    ExposedPorts: Object.fromEntries(input.publish.map((one) => [portOf(one), {}])),
    ...(Object.keys(endpoint).length === 0
      ? {}
      : { NetworkingConfig: { EndpointsConfig: { [input.network]: endpoint } } }),
    HostConfig: {
      NetworkMode: input.network,
      PortBindings: bindings,
      ExtraHosts: Object.entries(input.extraHosts).map(([name, address]) => `${name}:${address}`),
    },
  };
};
