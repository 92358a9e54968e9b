import type Docker from 'dockerode';
import { z } from 'zod';
import { statusCodeOf } from '../engine/engine-answer.ts';
import { filtersFor } from '../engine/labels.ts';
import { buildOf } from '../images/own-image.ts';
import { networksInUse } from '../networks/network-use.ts';
import { builtHereLabel, callLabel, foregroundLabel, madeHereLabel, newLabels } from '../engine/references.ts';

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

/**
 * How long a container in the foreground is still its call's after it has ended, in milliseconds: the call reads its
 * exit code and its output, and takes it away by itself.
 */
const readingMs = 60_000;

/** Whether the call that made a container may still be reading what became of it, if the engine's clock goes like ours. */
const isBeingRead = async (
  docker: Docker,
  { Id, Labels }: Labelled & { readonly Id: string },
  now: number,
  abortSignal: AbortSignal,
): Promise<boolean> => {
  if (Labels?.[foregroundLabel] === undefined) return false;
  try {
    const { State } = await docker.getContainer(Id).inspect({ abortSignal });
    return now - Date.parse(State.FinishedAt) < readingMs;
  } catch (thrown) {
    // It is gone: somebody else has taken it away.
    if (statusCodeOf(thrown) === 404) return true;
    throw thrown;
  }
};

interface Wanted {
  readonly what: readonly z.output<typeof leftoverKind>[];
  readonly labels: Record<string, string>;
}

/**
 * Finds what was made here, is not in use, and has the labels. A container is in use that runs, or may be about to, or
 * has ended only now and is in the foreground. `now` is in milliseconds since the epoch.
 */
export const findLeftovers = async (
  docker: Docker,
  { what, labels }: Wanted,
  now: number,
  abortSignal: AbortSignal,
): Promise<readonly Leftover[]> => {
  const filters = filtersFor({ ...labels, [madeHereLabel]: '1' });
  const finders = {
    containers: async () => {
      const asked = { all: true, filters: { ...filters, status: ['exited', 'dead'] }, abortSignal };
      const free: Omit<Leftover, 'kind'>[] = [];
      for (const one of await docker.listContainers(asked)) {
        if (await isBeingRead(docker, one, now, abortSignal)) continue;
        free.push({ id: one.Id, name: one.Names[0]?.replace(/^\//, '') ?? one.Id, callId: callOf(one) });
      }
      return free;
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
