import type { WorkflowContext } from '@strata/core';
import type { ContainerCreateOptions } from 'dockerode';
import type { z } from 'zod';
import { isolationOf } from './container-isolation.ts';
import { lifeOf } from './container-life.ts';
import { networkOf } from './container-network.ts';
import { storageOf } from './container-storage.ts';
import { madeUpName, marksOf } from '../engine/marks.ts';
import { attemptLabel, foregroundLabel } from '../engine/references.ts';
import type { runContainer } from './run-container.ts';

/** What `run_container` is given, defaults filled in. */
export type RunInput = z.output<(typeof runContainer)['input']>;

/** The request that makes a container. */
export type Specification = ContainerCreateOptions & { readonly name: string };

/** The unit of Docker's processor limit: a billionth of a processor. */
const nanoCpus = 1e9;

const limitsOf = (input: RunInput): NonNullable<ContainerCreateOptions['HostConfig']> => ({
  ...(input.memoryBytes === undefined ? {} : { Memory: input.memoryBytes, MemorySwap: input.memoryBytes }),
  ...(input.cpus === undefined ? {} : { NanoCpus: Math.round(input.cpus * nanoCpus) }),
  ...(input.pidsLimit === undefined ? {} : { PidsLimit: input.pidsLimit }),
});

/**
 * A detached container is called the same at every attempt at its call, so that there are never two. One in the
 * foreground belongs to its attempt, which takes it away.
 */
const nameOf = (input: RunInput, attempt: string, ctx: Pick<WorkflowContext, 'callId' | 'clock'>): string =>
  input.name ?? (input.detached ? madeUpName(ctx) : `strata-${attempt}`);

/** The request that makes the container, labelled so that it can be found again by call and by attempt. */
export const specify = (
  input: RunInput,
  attempt: string,
  ctx: Pick<WorkflowContext, 'callId' | 'clock'>,
): Specification => {
  const { HostConfig: network, ...connected } = networkOf(input);
  const { HostConfig: life, ...lived } = lifeOf(input);
  return {
    ...connected,
    ...lived,
    name: nameOf(input, attempt, ctx),
    Image: input.image,
    Env: Object.entries(input.env).map(([name, value]) => `${name}=${value}`),
    Labels: {
      ...input.labels,
      ...marksOf(ctx),
      [attemptLabel]: attempt,
      ...(input.detached ? {} : { [foregroundLabel]: '1' }),
    },
    HostConfig: { ...network, ...life, ...storageOf(input), ...isolationOf(input), ...limitsOf(input) },
    ...(input.platform === undefined ? {} : { platform: input.platform }),
    ...(input.command.length === 0 ? {} : { Cmd: input.command }),
    // An entry point of one empty text is how the API takes the image's own away.
    ...(input.entrypoint === undefined ? {} : { Entrypoint: input.entrypoint.length === 0 ? [''] : input.entrypoint }),
    ...(input.workdir === undefined ? {} : { WorkingDir: input.workdir }),
    ...(input.user === undefined ? {} : { User: input.user }),
  };
};
