import type { Handlers } from '@strata/core';
import type { DockerOperations } from '@strata/l4-wrappers/docker';
import { type ContainerState, type DockerHandlers, type DockerState, hasLabels } from './docker-state.ts';

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** As long as the wrapper leaves a container in the foreground to its call, after its end and in milliseconds. */
const readingMs = 60_000;

const isOver = ({ status, input, finishedAt }: ContainerState, now: number): boolean =>
  status === 'exited' && (input.detached || finishedAt === null || now - Date.parse(finishedAt) >= readingMs);

/** What was made here, by its kind, and is in no use. */
const unused = (state: DockerState, now: number) => {
  const containers = [...state.containers.values()];
  return {
    containers: containers.filter((container) => isOver(container, now)),
    networks: [...state.networks.values()].filter(({ name }) => !containers.some(({ networks }) => networks.has(name))),
    volumes: [...state.volumes.values()]
      .filter(({ name }) => !containers.some(({ input }) => input.volumes.some((used) => used.name === name)))
      .map((volume) => ({ ...volume, id: volume.name })),
    images: [...state.images.values()]
      .filter(({ id }) => !containers.some(({ imageId }) => imageId === id))
      .map((image) => ({ ...image, name: image.tags[0] ?? image.id })),
  } satisfies Readonly<Record<string, readonly Thing[]>>;
};

const findLeftovers = (state: DockerState, { what, labels }: LeftoverInput, now: number) => {
  const found = unused(state, now);
  return what.flatMap((kind) =>
    found[kind]
      .filter((thing) => hasLabels(thing.labels, { ...labels, [markOf(kind)]: '1' }))
      .map((thing) => ({ kind, id: thing.id, name: thing.name, callId: thing.labels[`${markOf(kind)}.call`] ?? null })),
  );
};

const markOf = (kind: LeftoverInput['what'][number]): string => (kind === 'images' ? 'strata.image' : 'strata');

type LeftoverInput = Parameters<Handlers<DockerOperations>['list_leftovers']>[0];

/** What looks for what was left behind. */
export const leftoverHandlers = (state: DockerState): DockerHandlers<'list_leftovers' | 'prune'> => ({
  list_leftovers: async (input, { clock }) => ({ leftovers: findLeftovers(state, input, clock.now()) }),
  prune: async (input, { clock }) => {
    const removed = findLeftovers(state, input, clock.now());
    for (const { kind, id } of removed) state[kind].delete(id);
    return { removed, kept: [] };
  },
});
