import type { Failure } from '@strata/core';

/** What was needed before shipping could begin did not work out. */
export class ShipStopped extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'ShipStopped';
    this.failure = failure;
  }
}
