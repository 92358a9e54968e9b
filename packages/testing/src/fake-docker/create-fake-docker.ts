import type { Handlers } from '@strata/core';
import { type DockerOperations, dockerCatalog } from '@strata/l4-wrappers/docker';
import { type Fake, type FakeOptions, createFake } from '../fake/create-fake.ts';
import { containerReadHandlers } from './container-reads.ts';
import { insideHandlers } from './inside.ts';
import { lifeHandlers, runHandlers } from './containers.ts';
import { type DockerState, type Ended, type ExecInput, type RunInput, fullName, nextId } from './docker-state.ts';
import { imageHandlers, tagHandlers } from './images.ts';
import { leftoverHandlers } from './leftovers.ts';
import { endpointHandlers, networkHandlers } from './networks.ts';
import { volumeHandlers } from './volumes.ts';

export interface FakeDockerOptions extends FakeOptions {
  /** The images that the engine has. @default none */
  readonly images?: readonly string[];
  /** The images that can be pulled. @default none */
  readonly registry?: readonly string[];
  /** What a command does that runs to its end. @default returns 0 and prints nothing */
  readonly run?: (input: RunInput) => Ended;
  /** What a command does in a container that runs. @default returns 0 and prints nothing */
  readonly exec?: (input: ExecInput) => Ended;
}

const beganAt = '2026-01-01T00:00:00.000Z';

const createState = ({
  images = [],
  registry = [],
  run = () => ({}),
  exec = () => ({}),
}: FakeDockerOptions): DockerState => {
  const state: DockerState = {
    containers: new Map(),
    images: new Map(),
    volumes: new Map(),
    networks: new Map(),
    registry: new Map(),
    run,
    exec,
    made: 0,
  };
  for (const name of images) {
    const id = `sha256:${nextId(state)}`;
    state.images.set(id, { id, tags: [fullName(name)], sizeBytes: 1, labels: {}, createdAt: beganAt });
  }
  for (const name of registry) state.registry.set(fullName(name), `sha256:${nextId(state)}`);
  // The networks that every engine has.
  for (const name of ['bridge', 'host', 'none']) {
    const id = nextId(state);
    const driver = name === 'none' ? 'null' : name;
    const nature = { scope: 'local', internal: false, subnets: [], labels: {}, createdAt: beganAt };
    state.networks.set(id, { id, name, driver, ...nature });
  }
  return state;
};

/** Makes a Docker engine in memory. Nothing runs in it: a command does what `run` says, a detached one runs until it is stopped. */
export const createFakeDocker = (options: FakeDockerOptions = {}): Fake<DockerOperations, DockerState> => {
  const state = createState(options);
  const handlers: Handlers<DockerOperations> = {
    ...runHandlers(state),
    ...lifeHandlers(state),
    ...containerReadHandlers(state),
    ...imageHandlers(state),
    ...tagHandlers(state),
    ...volumeHandlers(state),
    ...networkHandlers(state),
    ...endpointHandlers(state),
    ...leftoverHandlers(state),
    ...insideHandlers(state),
  };
  return createFake<DockerOperations, DockerState>(dockerCatalog, state, handlers, options);
};
