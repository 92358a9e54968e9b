import type { Decision, Question } from '@strata/core';
import type { Attention, Resolution } from './known.ts';

/** What a run is told from outside while it lives in this process, and what it shows there. Each listener is called once at most. */
export interface Outside {
  /** A gate is open: hands over the decision. Returns what ends the listening. */
  readonly decided: (key: string, resolve: (decision: Decision) => void) => () => void;
  /** The time of a gate is up: gives the decision, the gate's own unless somebody was faster, when it is written down. */
  readonly expired: (key: string, question: Question) => Promise<Decision>;
  /** Those who may decide at a gate are to be reminded. */
  readonly remind: (key: string, question: Question) => void;
  /** Hands over the next message of that name that nobody has taken. */
  readonly sent: (name: string, resolve: (message: { readonly message: unknown }) => void) => () => void;
  /** Something at this place needs a person; `undefined`: not any more. */
  readonly attention: (key: string, attention: Attention | undefined) => void;
  /** Hands over what a person says to that. */
  readonly resolved: (key: string, resolve: (resolution: Resolution) => void) => () => void;
}
