import { type Tool, compose } from '@strata/core';
import type { GitHubOperations } from '@strata/l4-wrappers/github';
import { type RateLimitOptions, rateLimit } from './policies/rate-limit.ts';
import { type RetryOptions, retry } from './policies/retry.ts';
import { type TimeoutOptions, timeout } from './policies/timeout.ts';

/** What may be set otherwise than advised. */
export interface GitHubExpertOptions {
  /** @default 3 attempts, waits of up to 1 s and 2 s; a rate limit is waited out */
  readonly retry?: RetryOptions;
  /** @default 10 reads at once; writes one at a time, a second apart, 80 in a minute */
  readonly rateLimit?: RateLimitOptions;
  /** @default 30 s for each attempt */
  readonly timeout?: TimeoutOptions;
}

/** GitHub allows 80 requests that create content in a minute (docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api). */
const limits: RateLimitOptions = { write: { maxConcurrent: 1, minTimeMs: 1000, perMinute: 80 } };

/**
 * GitHub, used well: every attempt has a time limit, keeps within GitHub's limits, and is repeated where that is safe.
 * Retrying is outermost, so that each attempt waits for its turn again, and the limit counts work and not waiting.
 *
 * @throws TypeError naming an option that does not fit.
 */
export class GitHubExpert implements Tool<GitHubOperations> {
  readonly name: string;
  readonly operations: GitHubOperations;
  readonly execute: Tool<GitHubOperations>['execute'];

  constructor(wrapper: Tool<GitHubOperations>, options: GitHubExpertOptions = {}) {
    const policies = [
      retry(options.retry),
      rateLimit(options.rateLimit ?? limits),
      timeout(options.timeout ?? { limitMs: 30_000 }),
    ];
    const tool = compose(...policies)(wrapper);
    this.name = tool.name;
    this.operations = tool.operations;
    this.execute = (request, ctx) => tool.execute(request, ctx);
  }
}
