import { RunInterrupted } from '@strata/core';

/** The run waits for something outside, and holds no memory until it comes. */
export class Parked extends RunInterrupted {
  override readonly name = 'Parked';
  /** When the first of its times is over, in milliseconds since the epoch; absent: it waits for somebody. */
  readonly wakeAt: number | undefined;

  constructor(wakeAt: number | undefined) {
    super('the run waits');
    this.wakeAt = wakeAt;
  }
}

/** The run was told to stop here, and goes on another time: it was paused, or its engine is closing. */
export class Stopped extends RunInterrupted {
  override readonly name = 'Stopped';
}

/** The run cannot go on as it is: the flow of today is not the one that it began with. */
export class Diverged extends RunInterrupted {
  override readonly name = 'Diverged';
  /** What was expected and what was found, for a person to compare. */
  readonly expected: string;
  readonly found: string;

  constructor(message: string, { expected, found }: { readonly expected: string; readonly found: string }) {
    super(message);
    this.expected = expected;
    this.found = found;
  }
}
