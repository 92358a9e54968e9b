import { type Policy, type Tool, compose } from '@strata/core';
import type { DockerOperations } from '@strata/l4-wrappers/docker';
import { z } from 'zod';
import { type HostGuardOptions, hostGuard } from './docker/host-guard.ts';
import { pullWhenMissing } from './docker/pull-when-missing.ts';
import { type WorkLimitsOptions, workLimits } from './docker/work-limits.ts';
import { type RunLimitsOptions, runLimits } from './docker/run-limits.ts';
import { type SeeItStartOptions, seeItStart } from './docker/see-it-start.ts';
import { parseOptions } from './policies/policy-options.ts';
import { type RateLimitOptions, rateLimit } from './policies/rate-limit.ts';
import { type RetryOptions, retry } from './policies/retry.ts';
import { type TimeoutOptions, timeout } from './policies/timeout.ts';

/** What may be set otherwise than advised. */
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
  /** @default 10 reads and 16 writes at once */
  readonly rateLimit?: RateLimitOptions;
  /** @default 60 s; 1 h for run_container, whose own `timeoutMs` comes first; none for what has limits of its own */
  readonly timeout?: TimeoutOptions;
}

const ownOptions = z.strictObject({ autoPull: z.boolean().default(true) });

/** An engine has no quota, but runs use the machine's memory. Enough room, so that a stop is not kept waiting by runs. */
const lanes: RateLimitOptions = { write: { maxConcurrent: 16, minTimeMs: 0 } };

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
    const { host, limits, start, work, retry: again, rateLimit: pace, timeout: within, ...own } = options;
    const { autoPull } = parseOptions('DockerExpert', ownOptions, own);
    const tool = compose(
      hostGuard(host),
      runLimits(limits),
      seeItStart(start),
      retry(again ?? { kinds: ['unavailable', 'rate_limited'] }),
      autoPull ? pullWhenMissing() : nothing,
      workLimits(work),
      rateLimit(pace ?? lanes),
      timeout(within ?? timeLimits),
    )(wrapper);
    this.name = tool.name;
    this.operations = tool.operations;
    this.execute = (request, ctx) => tool.execute(request, ctx);
  }
}
