import { type Clock, type Failure, type Outcome } from '@strata/core';

/** How long to wait for a tool that does not say when it may be back, in milliseconds. */
const unknownMs = 1000;

interface Outage {
  /** When the tool is asked again, in milliseconds since the epoch. */
  until: number;
  /** How many may ask it at once: one finds out whether it is back, and each answer lets in twice as many. */
  allowed: number;
  asking: number;
  /** How many have come in since, without being turned away. */
  well: number;
}

/** After so many good answers in a row the tool is as it was. */
const wellAfter = 64;

/**
 * A policy has answered in place of the tool that the tool is left alone: nothing was asked, so there is nothing to write
 * down, and the act waits until the tool may be back.
 */
export const outageOf = ({ success, ...rest }: Outcome): { readonly retryAfterMs: number } | undefined => {
  if (success || rest.meta.attempts !== 0) return undefined;
  // A tool answers with a Failure.
  const error = (rest as { readonly error: Failure }).error;
  return error.kind === 'unavailable' ? { retryAfterMs: error.retryAfterMs ?? unknownMs } : undefined;
};

/** The tools that are left alone at present, for all runs of an engine: who needs one waits, and all come back gradually. */
export class Outages {
  readonly #clock: Clock;
  readonly #byTool = new Map<string, Outage>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long an act has to wait before it may ask a tool, in milliseconds; 0: it may, and has to say when it has. */
  enter(tool: string): number {
    const outage = this.#byTool.get(tool);
    if (outage === undefined) return 0;
    const leftMs = outage.until - this.#clock.now();
    if (leftMs > 0) return leftMs;
    if (outage.asking >= outage.allowed) return unknownMs;
    outage.asking += 1;
    return 0;
  }

  /** An act has asked, or was told that the tool is left alone. */
  leave(tool: string, turnedAway: { readonly retryAfterMs: number } | undefined): void {
    const outage = this.#byTool.get(tool);
    if (turnedAway !== undefined) {
      const until = this.#clock.now() + turnedAway.retryAfterMs;
      this.#byTool.set(tool, { until, allowed: 1, asking: 0, well: 0 });
    } else if (outage !== undefined) {
      outage.asking = Math.max(0, outage.asking - 1);
      outage.allowed *= 2;
      outage.well += 1;
      if (outage.well >= wellAfter) this.#byTool.delete(tool);
    }
  }
}
