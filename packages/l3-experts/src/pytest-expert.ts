import { type Tool, compose } from '@strata/core';
import type { PyTestOperations } from '@strata/l4-wrappers/pytest';
import { type RateLimitOptions, rateLimit } from './policies/rate-limit.ts';
import { type TimeoutOptions, timeout } from './policies/timeout.ts';

/** What may be set otherwise than advised. */
export interface PyTestExpertOptions {
  /** @default 2 runs at once */
  readonly rateLimit?: RateLimitOptions;
  /** @default 1 h, whose own limit in the request comes first */
  readonly timeout?: TimeoutOptions;
}

const limits: RateLimitOptions = {
  read: { maxConcurrent: 2, minTimeMs: 0 },
  write: { maxConcurrent: 2, minTimeMs: 0 },
};

/**
 * pytest, used well: runs do not crowd each other out, and each has an end. Nothing is retried: a run that took too
 * long takes as long again, and tests that pass at the second attempt are not green.
 *
 * @throws TypeError naming an option that does not fit.
 */
export class PyTestExpert implements Tool<PyTestOperations> {
  readonly name: string;
  readonly operations: PyTestOperations;
  readonly execute: Tool<PyTestOperations>['execute'];

  constructor(wrapper: Tool<PyTestOperations>, options: PyTestExpertOptions = {}) {
    const tool = compose(
      rateLimit(options.rateLimit ?? limits),
      timeout(options.timeout ?? { limitMs: 3_600_000, graceMs: 15_000 }),
    )(wrapper);
    this.name = tool.name;
    this.operations = tool.operations;
    this.execute = (request, ctx) => tool.execute(request, ctx);
  }
}
