import { LimitReached } from '../engine/engine.ts';
import type { ContainerOutput } from './container-output.ts';

/** The limit that a run was given, and not that of a request to the engine. */
export class RunLimitReached extends LimitReached {
  constructor(limitMs: number) {
    super(limitMs);
    this.name = 'RunLimitReached';
  }
}

/** A run that did not come to its end. */
export class RunBroken extends Error {
  /** Whether the command had begun to run, so that what it did outside of its container may be there. */
  readonly started: boolean;
  /** Whether the cause is the engine's answer to the request that starts the container: what it says no to has not begun. */
  readonly refused: boolean;
  /** Why the container could not be taken away; absent: nothing is left of it. */
  readonly left?: string;
  /** What its command had printed until then; absent where nobody listened to it. */
  readonly printed?: ContainerOutput;

  constructor(
    cause: unknown,
    details: {
      readonly started: boolean;
      readonly refused?: boolean;
      readonly left: string | undefined;
      readonly printed?: ContainerOutput | undefined;
    },
  ) {
    super('the run was broken off', { cause });
    this.name = 'RunBroken';
    this.started = details.started;
    this.refused = details.refused ?? false;
    if (details.left !== undefined) this.left = details.left;
    if (details.printed !== undefined) this.printed = details.printed;
  }
}
