import { createHash } from 'node:crypto';
import type { HandlerContext, Handlers, OutputOf } from '@strata/core';
import type { DockerOperations } from '@strata/l4-wrappers/docker';
import { FakeRefusal, notFound } from '../fake/fake-refusal.ts';

/** Some of the handlers; which, the parts of the fake say themselves. */
export type DockerHandlers<Names extends keyof DockerOperations> = Pick<Handlers<DockerOperations>, Names>;

/** What `run_container` is given, defaults filled in. */
export type RunInput = Parameters<Handlers<DockerOperations>['run_container']>[0];

/** What `exec` is given, defaults filled in. */
export type ExecInput = Parameters<Handlers<DockerOperations>['exec']>[0];

/** What a program does in a container. */
export interface Ended {
  /** @default 0 */
  readonly exitCode?: number;
  /** Whether it was killed for lack of memory. @default false */
  readonly outOfMemory?: boolean;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** A container. */
export interface ContainerState {
  readonly id: string;
  readonly name: string;
  readonly input: RunInput;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  status: 'created' | 'running' | 'exited';
  exitCode: number;
  outOfMemory: boolean;
  stdout: string;
  stderr: string;
  health: 'healthy' | 'unhealthy' | 'starting' | null;
  readonly createdAt: string;
  startedAt: string;
  finishedAt: string | null;
  /** The names that it has in each network, by the network's name. */
  readonly networks: Map<string, { readonly aliases: readonly string[]; readonly ipv4Address?: string | undefined }>;
}

/** An image. */
export interface ImageState {
  readonly id: string;
  readonly tags: string[];
  readonly sizeBytes: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: string;
}

/** A volume, as `inspect_volume` shows it. */
export type VolumeState = OutputOf<DockerOperations, 'inspect_volume'>;
/** A network, as lists show it. */
export type NetworkState = OutputOf<DockerOperations, 'list_networks'>['networks'][number];

/** Everything that a fake engine holds. */
export interface DockerState {
  readonly containers: Map<string, ContainerState>;
  readonly images: Map<string, ImageState>;
  readonly volumes: Map<string, VolumeState>;
  readonly networks: Map<string, NetworkState>;
  /** The images that registries have: their ids by their full names. */
  readonly registry: Map<string, string>;
  /** What programs do; the same for every container that runs to its end. */
  readonly run: (input: RunInput) => Ended;
  /** What commands do in running containers. */
  readonly exec: (input: ExecInput) => Ended;
  /** How many things were made. */
  made: number;
}

/** A fresh id, as the engine makes them: 64 hexadecimal digits. */
export const nextId = (state: DockerState): string => {
  state.made += 1;
  return createHash('sha256').update(`fake ${state.made}`).digest('hex');
};

/** An image's name with its tag, `latest` where it has none. */
export const fullName = (name: string): string =>
  name.lastIndexOf(':') > name.lastIndexOf('/') ? name : `${name}:latest`;

/** The labels of everything that is made here. */
export const marksOf = ({ callId }: Pick<HandlerContext, 'callId'>): Readonly<Record<string, string>> => ({
  strata: '1',
  ...(callId === undefined ? {} : { 'strata.call': callId }),
});

/** The labels of an image that is built here: others than those of containers, which inherit them. */
export const imageMarksOf = ({ callId }: Pick<HandlerContext, 'callId'>): Readonly<Record<string, string>> => ({
  'strata.image': '1',
  ...(callId === undefined ? {} : { 'strata.image.call': callId }),
});

/** The name of what is given none. */
export const madeUpName = (state: DockerState, { callId }: Pick<HandlerContext, 'callId'>): string =>
  `strata-${callId === undefined ? nextId(state).slice(0, 12) : createHash('sha256').update(callId).digest('hex').slice(0, 32)}`;

/** Whether something has all of these labels. */
export const hasLabels = (
  labels: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean => Object.entries(wanted).every(([name, value]) => labels[name] === value);

/** The container of that name, id or beginning of an id; `undefined` when there is none. */
export const findContainer = (state: DockerState, reference: string): ContainerState | undefined =>
  [...state.containers.values()].find(({ id, name }) => name === reference || id.startsWith(reference));

/** The same; fails with `not_found`. */
export const containerOf = (state: DockerState, reference: string): ContainerState => {
  const found = findContainer(state, reference);
  if (found === undefined) throw notFound(`No such container: ${reference}`);
  return found;
};

/** The image of that name or id; `undefined` when the engine does not have it. */
export const findImage = (state: DockerState, reference: string): ImageState | undefined =>
  [...state.images.values()].find(
    ({ id, tags }) => tags.includes(fullName(reference)) || id === reference || id.startsWith(`sha256:${reference}`),
  );

/** The same; fails with `not_found`, and says what to do. */
export const imageOf = (state: DockerState, reference: string): ImageState => {
  const found = findImage(state, reference);
  if (found === undefined)
    throw new FakeRefusal({
      kind: 'not_found',
      message: `no such image: ${reference}`,
      hint: `Pull it: pull_image with image ${reference}.`,
    });
  return found;
};

/** The network of that name or id; fails with `not_found`. */
export const networkOf = (state: DockerState, reference: string): NetworkState => {
  const found = [...state.networks.values()].find(({ id, name }) => id === reference || name === reference);
  if (found === undefined) throw notFound(`network ${reference} not found`);
  return found;
};
