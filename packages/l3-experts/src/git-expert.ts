import { type Tool, compose } from '@strata/core';
import type { GitOperations } from '@strata/l4-wrappers/git';
import { withAdvice } from './policies/advised-options.ts';
import { type TimeoutOptions, timeout } from './policies/timeout.ts';

/** What may be set otherwise than advised. */
export interface GitExpertOptions {
  /** @default 10 min for an operation; each of its commands has the wrapper's own limit */
  readonly timeout?: Partial<TimeoutOptions>;
}

/**
 * git, used well: every command has an end. Nothing is retried, because a local repository does not fail by chance.
 *
 * @throws TypeError naming an option that does not fit.
 */
export class GitExpert implements Tool<GitOperations> {
  readonly name: string;
  readonly operations: GitOperations;
  readonly execute: Tool<GitOperations>['execute'];

  constructor(wrapper: Tool<GitOperations>, options: GitExpertOptions = {}) {
    const tool = compose(timeout(withAdvice<TimeoutOptions>(options.timeout, { limitMs: 600_000 })))(wrapper);
    this.name = tool.name;
    this.operations = tool.operations;
    this.execute = (request, ctx) => tool.execute(request, ctx);
  }
}
