import { expect } from 'vitest';
import { act } from '../act.ts';
import {
  type DockerContract,
  type DockerWorld,
  dockerSleep,
  observeDocker as observe,
  startSleeper,
} from './docker-world.ts';

const makeVolume = async ({ prefix, ...world }: DockerWorld): Promise<string> => {
  const labels = { contract: prefix };
  return (await act(world, { operation: 'create_volume', name: `${prefix}-volume`, labels })).name;
};

const makeNetwork = async ({ prefix, ...world }: DockerWorld): Promise<string> => {
  const labels = { contract: prefix };
  return (await act(world, { operation: 'create_network', name: `${prefix}-network`, labels })).name;
};

/** A container that runs in a network of its own, from which another one can be joined. */
const startJoined = async (world: DockerWorld): Promise<{ readonly network: string; readonly container: string }> => {
  const network = await makeNetwork(world);
  const container = `${world.prefix}-joined`;
  const life = { detached: true, command: dockerSleep, name: container } as const;
  await act(world, { operation: 'run_container', image: world.image, ...life });
  return { network, container };
};

/** What is done with volumes. */
export const dockerVolumes: DockerContract<'create_volume' | 'remove_volume' | 'list_volumes' | 'inspect_volume'> = {
  create_volume: {
    arrange: ({ prefix }) => ({ operation: 'create_volume', name: `${prefix}-made`, labels: { contract: prefix } }),
    check: (output, { prefix }) =>
      expect(output).toMatchObject({
        name: `${prefix}-made`,
        driver: 'local',
        labels: { contract: prefix, strata: '1' },
      }),
    observe,
  },
  remove_volume: {
    arrange: async (world) => ({ operation: 'remove_volume', name: await makeVolume(world) }),
    check: (output, { prefix }) => expect(output).toEqual({ name: `${prefix}-volume`, removed: true }),
    observe,
  },
  list_volumes: {
    arrange: async (world) => {
      await makeVolume(world);
      return { operation: 'list_volumes', labels: { contract: world.prefix } };
    },
    check: ({ volumes }, { prefix }) => expect(volumes).toMatchObject([{ name: `${prefix}-volume` }]),
  },
  inspect_volume: {
    arrange: async (world) => ({ operation: 'inspect_volume', name: await makeVolume(world) }),
    check: (output, { prefix }) => expect(output).toMatchObject({ name: `${prefix}-volume`, driver: 'local' }),
  },
};

/** What is done with networks. */
export const dockerNetworks: DockerContract<
  | 'create_network'
  | 'remove_network'
  | 'list_networks'
  | 'inspect_network'
  | 'connect_network'
  | 'disconnect_network'
  | 'list_leftovers'
  | 'prune'
> = {
  create_network: {
    arrange: ({ prefix }) => ({ operation: 'create_network', name: `${prefix}-made` }),
    check: (output, { prefix }) => expect(output).toMatchObject({ name: `${prefix}-made`, driver: 'bridge' }),
    observe,
  },
  remove_network: {
    arrange: async (world) => ({ operation: 'remove_network', network: await makeNetwork(world) }),
    check: (output, { prefix }) => expect(output).toEqual({ network: `${prefix}-network`, removed: true }),
    observe,
  },
  list_networks: {
    arrange: async (world) => {
      await makeNetwork(world);
      return { operation: 'list_networks', labels: { contract: world.prefix } };
    },
    check: ({ networks }, { prefix }) =>
      expect(networks).toMatchObject([{ name: `${prefix}-network`, driver: 'bridge' }]),
  },
  inspect_network: {
    arrange: async (world) => ({ operation: 'inspect_network', network: await makeNetwork(world) }),
    check: (output, { prefix }) =>
      expect(output).toMatchObject({ name: `${prefix}-network`, containers: [], internal: false }),
  },
  connect_network: {
    arrange: async (world) => ({ operation: 'connect_network', ...(await startJoined(world)), aliases: ['web'] }),
    check: (output) => expect(output).toMatchObject({ connected: true }),
    observe,
  },
  disconnect_network: {
    arrange: async (world) => {
      const joined = await startJoined(world);
      await act(world, { operation: 'connect_network', ...joined, aliases: ['web'] });
      return { operation: 'disconnect_network', ...joined };
    },
    check: ({ disconnected, aliases }) => {
      expect(disconnected).toBe(true);
      expect(aliases).toContain('web');
    },
    observe,
  },
  prune: {
    arrange: async (world) => {
      await startSleeper(world);
      await makeNetwork(world);
      return { operation: 'prune', labels: { contract: world.prefix } };
    },
    check: async (output, { prefix, ...world }) => {
      expect(output).toMatchObject({ removed: [{ kind: 'networks', name: `${prefix}-network` }], kept: [] });
      const running = await act(world, { operation: 'list_containers', labels: { contract: prefix } });
      expect(running.containers).toMatchObject([{ state: 'running' }]);
    },
    observe,
  },
  list_leftovers: {
    arrange: async (world) => {
      await startSleeper(world);
      await makeNetwork(world);
      return { operation: 'list_leftovers', labels: { contract: world.prefix } };
    },
    check: ({ leftovers }, { prefix }) =>
      expect(leftovers).toMatchObject([{ kind: 'networks', name: `${prefix}-network`, callId: null }]),
  },
};
