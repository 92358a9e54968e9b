import type { NetworkInspectInfo } from 'dockerode';
import { z } from 'zod';

/** A network as the engine lists it. */
export const network = z.object({
  id: z.string().describe('Full id.'),
  name: z.string().describe('Name; two networks may have the same one.'),
  driver: z.string().describe('What makes it.'),
  scope: z.string().describe('local, or swarm.'),
  internal: z.boolean().describe('Whether it leads nowhere else.'),
  subnets: z.array(z.string()).describe('Its ranges of addresses, such as 172.20.0.0/16.'),
  labels: z.record(z.string(), z.string()).describe('Labels.'),
  createdAt: z.iso.datetime().describe('When it was made.'),
});

/** Puts what the engine says of a network into our words. */
export const networkOf = (shown: NetworkInspectInfo): z.output<typeof network> => ({
  id: shown.Id,
  name: shown.Name,
  driver: shown.Driver,
  scope: shown.Scope,
  internal: shown.Internal,
  // The engine writes null for a network that has no addresses of its own.
  subnets: (shown.IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet === undefined ? [] : [Subnet])),
  labels: shown.Labels ?? {},
  createdAt: new Date(shown.Created).toISOString(),
});
