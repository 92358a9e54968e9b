import { type Tool, compose } from '@strata/core';
import type { DockerOperations } from '@strata/l4-wrappers/docker';
import { type RateLimitOptions, rateLimit } from './policies/rate-limit.ts';
import { type RetryOptions, retry } from './policies/retry.ts';
import { type TimeoutOptions, timeout } from './policies/timeout.ts';

/** What may be set otherwise than advised. */
export interface DockerExpertOptions {
  /** @default 3 attempts when the engine or a registry cannot be reached; what ran out of time is not run again */
  readonly retry?: RetryOptions;
  /** @default 10 reads and 16 writes at once */
  readonly rateLimit?: RateLimitOptions;
  /** @default 60 s; 5 min and a half for pull_image; 1 h for run_container, whose own `timeoutMs` comes first */
  readonly timeout?: TimeoutOptions;
}

/** An engine has no quota, but runs use the machine's memory. Enough room, so that a stop is not kept waiting by runs. */
const limits: RateLimitOptions = { write: { maxConcurrent: 16, minTimeMs: 0 } };

/** The grace is longer than the wrapper's own clean-up may take, so that no container outlives its call. */
const timeLimits: TimeoutOptions = {
  limitMs: 60_000,
  operations: { run_container: 3_600_000, pull_image: 330_000, stop_container: null },
  graceMs: 30_000,
};

/**
 * Docker, used well: every attempt has a time limit, and is repeated when the engine could not be reached.
 * A run that was cut short is looked for by its label first, so that no second container starts beside it.
 *
 * @throws TypeError naming an option that does not fit.
 */
export class DockerExpert implements Tool<DockerOperations> {
  readonly name: string;
  readonly operations: DockerOperations;
  readonly execute: Tool<DockerOperations>['execute'];

  constructor(wrapper: Tool<DockerOperations>, options: DockerExpertOptions = {}) {
    const tool = compose(
      retry(options.retry ?? { kinds: ['unavailable', 'rate_limited'] }),
      rateLimit(options.rateLimit ?? limits),
      timeout(options.timeout ?? timeLimits),
    )(wrapper);
    this.name = tool.name;
    this.operations = tool.operations;
    this.execute = (request, ctx) => tool.execute(request, ctx);
  }
}
