import type Docker from 'dockerode';
import { z } from 'zod';
import { filtersFor } from '../engine/labels.ts';
import { buildOf } from '../images/own-image.ts';
import { networksInUse } from '../networks/network-use.ts';
import { builtHereLabel, callLabel, madeHereLabel, newLabels } from '../engine/references.ts';

/** What may be left over. */
export const leftoverKind = z.enum(['containers', 'networks', 'volumes', 'images']);

/** Which leftovers are meant. */
export const leftoverFields = {
  what: z
    .array(leftoverKind)
    .min(1)
    .default(['containers', 'networks'])
    .describe('What to look for; volumes and images hold what cannot be made again, so they are to be named.'),
  labels: newLabels.describe('Labels that each must have besides.'),
} as const;

/** Something that was made here and that nothing uses. */
export const leftover = z.object({
  kind: leftoverKind,
  id: z.string().describe('Full id; the name of a volume.'),
  name: z.string().describe('Name, or the first of its names; its id when it has none.'),
  callId: z.string().nullable().describe('The call that made it; null when that is not known.'),
});

export type Leftover = z.output<typeof leftover>;

interface Labelled {
  readonly Labels?: Readonly<Record<string, string>> | null | undefined;
}

const callOf = ({ Labels }: Labelled): string | null => Labels?.[callLabel] ?? null;

/** Finds what was made here, is not in use, and has the labels. A container that runs, or may be about to, is in use. */
export const findLeftovers = async (
  docker: Docker,
  {
    what,
    labels,
  }: { readonly what: readonly z.output<typeof leftoverKind>[]; readonly labels: Record<string, string> },
  abortSignal: AbortSignal,
): Promise<readonly Leftover[]> => {
  const filters = filtersFor({ ...labels, [madeHereLabel]: '1' });
  const finders = {
    containers: async () => {
      const asked = { all: true, filters: { ...filters, status: ['exited', 'dead'] }, abortSignal };
      return (await docker.listContainers(asked)).map((one) => ({
        id: one.Id,
        name: one.Names[0]?.replace(/^\//, '') ?? one.Id,
        callId: callOf(one),
      }));
    },
    networks: async () => {
      const used = await networksInUse(docker, abortSignal);
      const found = await docker.listNetworks({ filters, abortSignal });
      return found
        .filter(({ Id, Name }) => !used.has(Id) && !used.has(Name))
        .map((one) => ({ id: one.Id, name: one.Name, callId: callOf(one) }));
    },
    volumes: async () => {
      const found = await docker.listVolumes({ filters: { ...filters, dangling: ['true'] }, abortSignal });
      // The engine writes null where there is none.
      const volumes = (found.Volumes as typeof found.Volumes | null) ?? [];
      return volumes.map((one) => ({ id: one.Name, name: one.Name, callId: callOf(one) }));
    },
    images: async () => {
      const used = new Set((await docker.listContainers({ all: true, abortSignal })).map(({ ImageID }) => ImageID));
      const built = { label: [...(filtersFor(labels).label ?? []), builtHereLabel] };
      const found = await docker.listImages({ filters: JSON.stringify(built), abortSignal });
      const free: Omit<Leftover, 'kind'>[] = [];
      for (const one of found) {
        const callId = used.has(one.Id) ? undefined : await buildOf(docker, one, abortSignal);
        if (callId !== undefined) free.push({ id: one.Id, name: one.RepoTags?.[0] ?? one.Id, callId });
      }
      return free;
    },
  };
  const leftovers: Leftover[] = [];
  for (const kind of what) for (const one of await finders[kind]()) leftovers.push({ kind, ...one });
  return leftovers;
};
