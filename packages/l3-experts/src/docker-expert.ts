import { type Policy, type Tool, compose } from '@strata/core';
import type { DockerOperations } from '@strata/l4-wrappers/docker';
import { z } from 'zod';
import { type HostGuardOptions, hostGuard } from './docker/host-guard.ts';
import { pullWhenMissing } from './docker/pull-when-missing.ts';
import { type WorkLimitsOptions, workLimits } from './docker/work-limits.ts';
import { type RunLimitsOptions, runLimits } from './docker/run-limits.ts';
import { type SeeItStartOptions, seeItStart } from './docker/see-it-start.ts';
import { limitsWithAdvice, withAdvice } from './policies/advised-options.ts';
import { parseOptions } from './policies/policy-options.ts';
import { type ClassOf, type RateLimitOptions, rateLimit } from './policies/rate-limit.ts';
import { type RetryOptions, retry } from './policies/retry.ts';
import { type TimeoutOptions, timeout } from './policies/timeout.ts';

/** What may be set otherwise than advised; fields, lanes and operations that are not named stay as advised. */
export interface DockerExpertOptions {
  /** What containers may do to their host. @default nothing with which one could take it over */
  readonly host?: HostGuardOptions;
  /** How much of its machine a container may use. @default 2 GiB, 2 processors, 1024 processes, no new privileges */
  readonly limits?: RunLimitsOptions;
  /** How a container that is not waited for is seen to start. @default it is, and removed when it does not start well */
  readonly start?: SeeItStartOptions;
  /** Whether the image of a run is pulled when the engine does not have it. @default true */
  readonly autoPull?: boolean;
  /** How long work may take whose length depends on what it is asked for. @default 30 s to start, 5 min to pull, 10 to build */
  readonly work?: WorkLimitsOptions;
  /** @default 3 attempts when the engine or a registry cannot be reached; what ran out of time is not run again */
  readonly retry?: RetryOptions;
  /** @default 10 reads, 16 writes, 16 runs, 16 commands in containers, 16 images on their way and 100 waits at once */
  readonly rateLimit?: RateLimitOptions;
  /** @default 60 s; 1 h for run_container, whose own `timeoutMs` comes first; none for what has limits of its own */
  readonly timeout?: Partial<TimeoutOptions>;
}

const ownOptions = z.strictObject({ autoPull: z.boolean().default(true) });

/** What may take as long as it was told to, by the line that it waits in: nothing short is kept waiting by it. */
const longWork: Readonly<Record<string, string>> = {
  run_container: 'run',
  exec: 'exec',
  build_image: 'image',
  pull_image: 'image',
  push_image: 'image',
  wait_for_health: 'wait',
  get_container_logs: 'wait',
};

/** An engine has no quota, but work uses its machine's memory. A command has a line of its own: a run may wait for it. */
const lanes = {
  write: { maxConcurrent: 16, minTimeMs: 0 },
  classes: {
    run: { maxConcurrent: 16 },
    exec: { maxConcurrent: 16 },
    image: { maxConcurrent: 16 },
    wait: { maxConcurrent: 100 },
  },
  classOf: (({ name }) => longWork[name]) satisfies ClassOf,
} satisfies RateLimitOptions;

/** What ran out of time would do so again. */
const again: RetryOptions = { kinds: ['unavailable', 'rate_limited'] };

/** The grace is longer than the wrapper's own clean-up may take, so that no container outlives its call. */
const timeLimits: TimeoutOptions = {
  limitMs: 60_000,
  operations: {
    run_container: 3_600_000,
    // These have limits in their requests, or in `workLimits`.
    stop_container: null,
    restart_container: null,
    pull_image: null,
    push_image: null,
    build_image: null,
    exec: null,
    wait_for_health: null,
    get_container_logs: null,
  },
  graceMs: 30_000,
};

/** Changes nothing. */
const nothing: Policy = (tool) => tool;

/**
 * Docker, used well: a container that could take over its host is refused; every run has limits; an image that is missing
 * is pulled once for all who want it; a container that does not start well is removed; every attempt has a time limit,
 * and is repeated when the engine could not be reached. A write that was cut short is looked for by its label first, so
 * that nothing is made twice.
 *
 * @throws TypeError naming an option that does not fit.
 */
export class DockerExpert implements Tool<DockerOperations> {
  readonly name: string;
  readonly operations: DockerOperations;
  readonly execute: Tool<DockerOperations>['execute'];

  constructor(wrapper: Tool<DockerOperations>, options: DockerExpertOptions = {}) {
    const { host, limits, start, work, retry: repeat, rateLimit: pace, timeout: within, ...own } = options;
    const { autoPull } = parseOptions('DockerExpert', ownOptions, own);
    const tool = compose(
      hostGuard(host),
      runLimits(limits),
      seeItStart(start),
      retry(withAdvice(repeat, again)),
      autoPull ? pullWhenMissing() : nothing,
      workLimits(work),
      rateLimit(limitsWithAdvice(pace, lanes)),
      timeout(withAdvice(within, timeLimits)),
    )(wrapper);
    this.name = tool.name;
    this.operations = tool.operations;
    this.execute = (request, ctx) => tool.execute(request, ctx);
  }
}
