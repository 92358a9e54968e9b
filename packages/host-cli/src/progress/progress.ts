import type { FlowEvent } from '@strata/core';

/** Shows how a flow goes on. */
export interface Progress {
  readonly show: (event: FlowEvent) => void;
  /** Leaves the stream to somebody else for a while. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Shows a line of text that stays. */
  readonly say: (text: string) => void;
  /** Shows the last state and lets go of the stream. Calling it again does nothing. */
  readonly end: () => void;
}
