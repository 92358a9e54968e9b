import type { WorkflowContext } from '@strata/core';
import type { ContainerCreateOptions } from 'dockerode';
import type { z } from 'zod';
import { attemptLabel, callLabel, madeHereLabel } from './references.ts';
import type { runContainer } from './run-container.ts';

/** What `run_container` is given, defaults filled in. */
export type RunInput = z.output<(typeof runContainer)['input']>;

/** The unit of Docker's processor limit: a billionth of a processor. */
const nanoCpus = 1e9;

const hostConfiguration = (input: RunInput): NonNullable<ContainerCreateOptions['HostConfig']> => ({
  NetworkMode: input.network,
  Mounts: input.mounts.map(({ source, target, readOnly }) => ({
    // Of type bind, because this form refuses a source that is not there; the short form makes it, owned by root.
    Type: 'bind',
    Source: source,
    Target: target,
    ReadOnly: readOnly,
  })),
  ...(input.memoryBytes === undefined ? {} : { Memory: input.memoryBytes, MemorySwap: input.memoryBytes }),
  ...(input.cpus === undefined ? {} : { NanoCpus: Math.round(input.cpus * nanoCpus) }),
  ...(input.pidsLimit === undefined ? {} : { PidsLimit: input.pidsLimit }),
});

/** The request that makes the container, labelled so that it can be found again by call and by attempt. */
export const specify = (
  input: RunInput,
  attempt: string,
  ctx: Pick<WorkflowContext, 'callId'>,
): ContainerCreateOptions & { readonly name: string } => ({
  name: input.name ?? `strata-${attempt}`,
  Image: input.image,
  Env: Object.entries(input.env).map(([name, value]) => `${name}=${value}`),
  Labels: {
    ...input.labels,
    [madeHereLabel]: '1',
    [attemptLabel]: attempt,
    ...(ctx.callId === undefined ? {} : { [callLabel]: ctx.callId }),
  },
  HostConfig: hostConfiguration(input),
  ...(input.command.length === 0 ? {} : { Cmd: input.command }),
  // An entry point of one empty text is how the API takes the image's own away.
  ...(input.entrypoint === undefined ? {} : { Entrypoint: input.entrypoint.length === 0 ? [''] : input.entrypoint }),
  ...(input.workdir === undefined ? {} : { WorkingDir: input.workdir }),
  ...(input.user === undefined ? {} : { User: input.user }),
});
