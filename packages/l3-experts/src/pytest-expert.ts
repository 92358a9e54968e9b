import { type NameOf, type RequestOf, type Tool, type WorkflowContext, compose } from '@strata/core';
import type { PyTestOperations } from '@strata/l4-wrappers/pytest';
import { limitsWithAdvice, withAdvice } from './policies/advised-options.ts';
import { type RateLimitOptions, rateLimit } from './policies/rate-limit.ts';
import { type TimeoutOptions, timeout } from './policies/timeout.ts';
import { type PyTestExpertOperations, createStrategies, pytestExpertOperations } from './pytest/catalog.ts';
import { type ResultCacheOptions, resultCache } from './pytest/result-cache.ts';

/** What may be set otherwise than advised; fields and lanes that are not named stay as advised. */
export interface PyTestExpertOptions {
  /** @default 2 runs at once */
  readonly rateLimit?: RateLimitOptions;
  /** @default 1 h, whose own limit in the request comes first */
  readonly timeout?: Partial<TimeoutOptions>;
  /** Answers `run_tests` from earlier runs while nothing has changed that tests can see. @default not at all */
  readonly resultCache?: ResultCacheOptions;
}

/** What starts pytest waits in a line of its own; reading a report does not wait behind it. */
const startsPytest: ReadonlySet<string> = new Set(['run_tests', 'collect_tests']);

const limits: RateLimitOptions = {
  classes: { runs: { maxConcurrent: 2, minTimeMs: 0 } },
  classOf: ({ name }) => (startsPytest.has(name) ? 'runs' : undefined),
};

/** Fits where the wrapper's operations are wanted, and where the expert's are. */
type Execute = Tool<PyTestOperations>['execute'] & Tool<PyTestExpertOperations>['execute'];

/**
 * pytest, used well: runs do not crowd each other out, and each has an end. Nothing is retried: a run that took too
 * long takes as long again, and tests that pass at the second attempt are not green. Besides what the wrapper can do it
 * runs suites fast, thoroughly or with coverage, only what a change affects, or in parts; and tells flaky from red.
 *
 * @throws TypeError naming an option that does not fit.
 */
export class PyTestExpert implements Tool<PyTestExpertOperations> {
  readonly name: string;
  readonly operations: PyTestExpertOperations = pytestExpertOperations;
  readonly execute: Execute;

  constructor(wrapper: Tool<PyTestOperations>, options: PyTestExpertOptions = {}) {
    const limited = compose(
      rateLimit(limitsWithAdvice(options.rateLimit, limits)),
      timeout(withAdvice<TimeoutOptions>(options.timeout, { limitMs: 3_600_000, graceMs: 15_000 })),
    )(wrapper);
    const tool = options.resultCache === undefined ? limited : resultCache(options.resultCache)(limited);
    // Not from the cache: whoever tries a test again wants it to run.
    const strategies = createStrategies(limited);
    this.name = tool.name;
    const execute = (
      request: RequestOf<PyTestExpertOperations, NameOf<PyTestExpertOperations>>,
      ctx: WorkflowContext,
    ) => {
      const { operation } = request as { readonly operation: string };
      const chosen: object = Object.hasOwn(strategies.operations, operation) ? strategies : tool;
      // Which of the two has the operation was looked up just now.
      return (chosen as Tool<PyTestExpertOperations>).execute(request, ctx);
    };
    this.execute = execute as Execute;
  }
}
