import { type Tool, compose } from '@strata/core';
import type { ScannerOperations } from '@strata/l4-wrappers/scanners';
import { withAdvice } from './policies/advised-options.ts';
import { type RetryOptions, retry } from './policies/retry.ts';
import { type TimeoutOptions, timeout } from './policies/timeout.ts';

/** What may be set otherwise than advised; fields and operations that are not named stay as advised. */
export interface ScannerExpertOptions {
  /** @default 3 attempts when a registry or OSV cannot be reached or asks to wait; what took too long is not repeated */
  readonly retry?: RetryOptions;
  /** @default 10 min for each attempt; an hour for secrets and Python code, whose time depends on the folder */
  readonly timeout?: Partial<TimeoutOptions>;
}

const hourMs = 3_600_000;

const timeLimits: TimeoutOptions = {
  limitMs: 600_000,
  operations: { scan_secrets: hourMs, scan_python: hourMs },
  graceMs: 15_000,
};

/**
 * Scanners, used well: every scan has an end, and one that could not ask its database asks again. A scan that failed
 * stays a failure: it is never taken for one that found nothing.
 *
 * @throws TypeError naming an option that does not fit.
 */
export class ScannerExpert implements Tool<ScannerOperations> {
  readonly name: string;
  readonly operations: ScannerOperations;
  readonly execute: Tool<ScannerOperations>['execute'];

  constructor(wrapper: Tool<ScannerOperations>, options: ScannerExpertOptions = {}) {
    const tool = compose(
      retry(withAdvice<RetryOptions>(options.retry, { kinds: ['rate_limited', 'unavailable'] })),
      timeout(withAdvice(options.timeout, timeLimits)),
    )(wrapper);
    this.name = tool.name;
    this.operations = tool.operations;
    this.execute = (request, ctx) => tool.execute(request, ctx);
  }
}
