import { conflict, notFound } from '../fake/fake-refusal.ts';
import { nowOf } from './containers.ts';
import { type DockerHandlers, type DockerState, hasLabels, madeUpName, marksOf } from './docker-state.ts';

const isUsed = (state: DockerState, volume: string): boolean =>
  [...state.containers.values()].some(({ input }) => input.volumes.some(({ name }) => name === volume));

/** What is done with volumes. */
export const volumeHandlers = (
  state: DockerState,
): DockerHandlers<'create_volume' | 'remove_volume' | 'list_volumes' | 'inspect_volume'> => ({
  create_volume: async ({ name = madeUpName(state, {}), driver, driverOptions, labels }, ctx) => {
    if (state.volumes.has(name)) throw conflict(`there is a volume named ${name} already`);
    const made = {
      name,
      driver,
      driverOptions,
      mountpoint: `/var/lib/docker/volumes/${name}/_data`,
      labels: { ...labels, ...marksOf(ctx) },
      createdAt: nowOf(ctx),
    };
    state.volumes.set(name, made);
    return made;
  },
  remove_volume: async ({ name }) => {
    if (isUsed(state, name)) throw conflict(`remove ${name}: volume is in use`);
    return { name, removed: state.volumes.delete(name) };
  },
  list_volumes: async ({ labels, unusedOnly }) => ({
    volumes: [...state.volumes.values()].filter(
      (volume) => hasLabels(volume.labels, labels) && (!unusedOnly || !isUsed(state, volume.name)),
    ),
  }),
  inspect_volume: async ({ name }) => {
    const found = state.volumes.get(name);
    if (found === undefined) throw notFound(`get ${name}: no such volume`);
    return found;
  },
});
