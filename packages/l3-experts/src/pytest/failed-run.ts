import { type Classified, type Failure, type Result } from '@strata/core';

/** Thrown when a run that an operation needs has failed: that failure is the operation's own. */
export class FailedRun extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'FailedRun';
    this.failure = failure;
  }
}

/** The data of a result. @throws FailedRun when there are none. */
export const dataOf = <Data>(result: Result<Data, Failure>): Data => {
  if (!result.success) throw new FailedRun(result.error);
  return result.data;
};

/** Says of a failed run what its wrapper has said. */
export const classifyFailedRun = (thrown: unknown): Classified | undefined => {
  if (!(thrown instanceof FailedRun)) return undefined;
  const { operation: _operation, retryable: _retryable, ...classified } = thrown.failure;
  return classified;
};
