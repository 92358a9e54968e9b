import { contractCall } from '../contract-call.ts';
import type { DockerOperations } from '@strata/l4-wrappers/docker';
import { act } from '../act.ts';
import type { Contract, ContractWorld } from '../contract.ts';

/** A Docker engine that has one image with a shell, and nothing else that begins with this world's prefix. */
export interface DockerWorld extends ContractWorld<DockerOperations> {
  /** An image that the engine has, with a shell, `echo` and `sleep`. */
  readonly image: string;
  /** What the names of everything that is made here begin with. */
  readonly prefix: string;
  /** A folder with a `Dockerfile` that makes an image from the one above. */
  readonly context: string;
  /** An image that a registry has, and the engine has not. */
  readonly pullable: string;
}

/** A part of what Docker promises. */
export type DockerContract<Names extends keyof DockerOperations> = Pick<Contract<DockerOperations, DockerWorld>, Names>;

/** What the containers of the contract run: some output, some errors, and a code of their own. */
export const dockerScript = 'echo out; echo err >&2; exit 3';

/** What runs until it is told to end, and then ends at once: the first process of a container ignores that otherwise. */
export const dockerSleep: readonly string[] = ['sh', '-c', 'trap "exit 0" TERM; sleep 600 & wait'];

/** A container that runs until it is stopped, with the label `contract` of this world. */
export const startSleeper = async (world: DockerWorld, name = 'sleeper'): Promise<string> => {
  const container = `${world.prefix}-${name}`;
  const labels = { contract: world.prefix };
  const life = { detached: true, network: 'none', stopTimeoutMs: 0 };
  await act(world, {
    operation: 'run_container',
    image: world.image,
    command: dockerSleep,
    name: container,
    labels,
    ...life,
  });
  return container;
};

const ours = (world: DockerWorld, name: string, labels: Readonly<Record<string, string>>): boolean =>
  name.startsWith(world.prefix) || [labels['strata.call'], labels['strata.image.call']].includes(contractCall);

/** What others see of everything that was made here. */
export const observeDocker = async (world: DockerWorld): Promise<unknown> => {
  const { containers } = await act(world, { operation: 'list_containers', all: true });
  const { volumes } = await act(world, { operation: 'list_volumes' });
  const { networks } = await act(world, { operation: 'list_networks' });
  const { images } = await act(world, { operation: 'list_images' });
  const endpoints: Record<string, readonly string[]> = {};
  for (const { name, id, labels } of networks) {
    if (!ours(world, name, labels)) continue;
    const shown = await act(world, { operation: 'inspect_network', network: id });
    endpoints[name] = shown.containers.map((container) => container.name);
  }
  return {
    containers: containers
      .filter(({ name, labels }) => ours(world, name, labels))
      .map(({ name, state }) => `${name} ${state}`)
      .toSorted(),
    volumes: volumes
      .filter(({ name, labels }) => ours(world, name, labels))
      .map(({ name }) => name)
      .toSorted(),
    endpoints,
    images: images
      .flatMap(({ id, tags, labels }) => (tags.length > 0 ? tags : [id]).map((name) => ({ name, id, labels })))
      .filter(({ name, labels }) => name.includes(world.prefix) || name === world.pullable || ours(world, name, labels))
      .map(({ name, id }) => `${name} ${id}`)
      .toSorted(),
  };
};
