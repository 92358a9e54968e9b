import { type Policy, type Tool, compose } from '@strata/core';
import type { GitHubOperations } from '@strata/l4-wrappers/github';
import { githubBestPractices } from './github-best-practices.ts';
import { limitsWithAdvice, withAdvice } from './policies/advised-options.ts';
import { type AuditOptions, audit } from './policies/audit.ts';
import { type BulkheadOptions, bulkhead } from './policies/bulkhead.ts';
import { type CacheOptions, cache } from './policies/cache.ts';
import { type CircuitBreakerOptions, circuitBreaker } from './policies/circuit-breaker.ts';
import { type GuardOptions, guard } from './policies/guard.ts';
import { type ClassOf, type RateLimitOptions, rateLimit } from './policies/rate-limit.ts';
import { type RetryOptions, retry } from './policies/retry.ts';
import { type TimeoutOptions, timeout } from './policies/timeout.ts';
import { trace } from './policies/trace.ts';
import { type ValidateOptions, validate } from './policies/validate.ts';

/**
 * What may be set otherwise than advised, in the order of the policies, outermost first. `false` leaves a policy out;
 * fields, lanes and operations that are not named stay as advised.
 */
export interface GitHubExpertOptions {
  /** @default true */
  readonly trace?: boolean;
  /** @default none: nothing is recorded */
  readonly audit?: AuditOptions;
  /** @default none: what the token may, the caller may */
  readonly guard?: GuardOptions;
  /** @default `githubBestPractices` */
  readonly validate?: ValidateOptions | false;
  /** @default callers of one read share it; GitHub is asked every time, with the ETag of its last answer */
  readonly cache?: CacheOptions | false;
  /** @default none */
  readonly bulkhead?: BulkheadOptions;
  /** @default opens for 30 s when 5 calls in a row have failed, each with all its attempts */
  readonly circuitBreaker?: CircuitBreakerOptions | false;
  /** @default 3 attempts, waits of up to 1 s and 2 s; a rate limit is waited out; what waits for something has its own patience */
  readonly retry?: RetryOptions | false;
  /** @default 10 reads at once; 30 searches in a minute; writes one at a time, a second apart, 80 in a minute, 500 in an hour */
  readonly rateLimit?: RateLimitOptions | false;
  /** @default 30 s for each attempt; what waits for something has a limit of its own */
  readonly timeout?: Partial<TimeoutOptions> | false;
}

const isWait = (name: string): boolean => name.startsWith('wait_for_');

/**
 * GitHub's limits (docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api and .../rest/search): 80
 * requests that create content in a minute and 500 in an hour, 30 searches in a minute. What waits for something asks
 * now and then, and must not stand in the way of other reads.
 */
const limits = {
  write: { maxConcurrent: 1, minTimeMs: 1000, perMinute: 80, perHour: 500 },
  classes: { search: { perMinute: 30, resource: 'search' }, wait: { maxConcurrent: 100 } },
  classOf: (({ name, effect }) => {
    if (effect !== 'read') return undefined;
    return name.startsWith('search_') ? 'search' : isWait(name) ? 'wait' : undefined;
  }) satisfies ClassOf,
} satisfies RateLimitOptions;

const limitMs = 30_000;

/** What waits for something else than GitHub's answer takes as long as it was told to. */
const timeLimits = (operations: object): TimeoutOptions => {
  const waiting = Object.keys(operations).filter(isWait);
  return { limitMs, operations: Object.fromEntries(waiting.map((name) => [name, null])) };
};

/** A wait bears what passes by itself until its own time is up; one that was begun anew would last longer than it may. */
const exceptWaits =
  (policy: Policy): Policy =>
  (tool) => {
    const applied = policy(tool);
    const execute: typeof tool.execute = (request, ctx) =>
      // Who asks for something else than an operation is told so by the tool.
      (isWait(String(request.operation)) ? tool : applied).execute(request, ctx);
    return { name: tool.name, operations: tool.operations, execute };
  };

const policiesOf = (wrapper: Tool<GitHubOperations>, options: GitHubExpertOptions): readonly Policy[] =>
  [
    options.trace === false ? undefined : trace(),
    options.audit && audit(options.audit),
    options.guard && guard(options.guard),
    options.validate === false ? undefined : validate(options.validate ?? { rules: githubBestPractices }),
    options.cache === false ? undefined : cache(options.cache),
    options.bulkhead && bulkhead(options.bulkhead),
    options.circuitBreaker === false ? undefined : circuitBreaker(options.circuitBreaker),
    options.retry === false ? undefined : exceptWaits(retry(options.retry)),
    options.rateLimit === false ? undefined : rateLimit(limitsWithAdvice(options.rateLimit, limits)),
    options.timeout === false ? undefined : timeout(withAdvice(options.timeout, timeLimits(wrapper.operations))),
  ].filter((policy) => policy !== undefined);

/**
 * GitHub, used well. Outermost stands what sees every call as its caller made it (`trace`, `audit`, `guard`,
 * `validate`), then what may answer without GitHub (`cache`, `bulkhead`, `circuitBreaker`), then what makes attempts
 * (`retry`; a wait is one attempt), then what each attempt goes through: its turn (`rateLimit`), and its time limit
 * (`timeout`), which so counts work and not waiting. The crowd waits outside the circuit, or being crowded would count as being down.
 *
 * @throws TypeError naming an option that does not fit.
 */
export class GitHubExpert implements Tool<GitHubOperations> {
  readonly name: string;
  readonly operations: GitHubOperations;
  readonly execute: Tool<GitHubOperations>['execute'];

  constructor(wrapper: Tool<GitHubOperations>, options: GitHubExpertOptions = {}) {
    const tool = compose(...policiesOf(wrapper, options))(wrapper);
    this.name = tool.name;
    this.operations = tool.operations;
    this.execute = (request, ctx) => tool.execute(request, ctx);
  }
}
