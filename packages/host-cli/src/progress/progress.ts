import type { FlowEvent } from '@strata/core';

/** Shows how a flow goes on. */
export interface Progress {
  show(event: FlowEvent): void;
  /** Leaves the stream to somebody else for a while. */
  pause(): void;
  resume(): void;
  /** Shows a line of text that stays. */
  say(text: string): void;
  /** Shows the last state and lets go of the stream. Calling it again does nothing. */
  end(): void;
}
