import type { Result } from '@strata/core';
import { afterThisTurn } from './journal/turn.ts';

type Outcome = Result<unknown, unknown>;

interface Waiting {
  readonly hear: (outcome: Outcome) => void;
  readonly leave: () => void;
  readonly fail: (reason: unknown) => void;
}

/** Those who wait for runs to end. */
export class Endings {
  readonly #waiting = new Map<string, Set<Waiting>>();
  /** What ended in this turn of the event loop: whoever has just heard that it began asks now. */
  readonly #justEnded = new Map<string, Outcome>();

  /** What came of a run that has ended in this very turn; `undefined` for every other. */
  justEnded(runId: string): Outcome | undefined {
    return this.#justEnded.get(runId);
  }

  /** Waits for the end of a run. `undefined`: the signal came first, or the engine was closed. */
  of(runId: string, signal: AbortSignal | undefined): Promise<Outcome | undefined> {
    const waiting = this.#waiting.get(runId) ?? new Set();
    this.#waiting.set(runId, waiting);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal?.removeEventListener('abort', leave);
        waiting.delete(one);
        if (waiting.size === 0) this.#waiting.delete(runId);
        resolve(undefined);
      };
      const hear = (outcome: Outcome): void => {
        signal?.removeEventListener('abort', leave);
        resolve(outcome);
      };
      const fail = (reason: unknown): void => {
        reject(reason);
        leave();
      };
      const one = { hear, leave, fail };
      waiting.add(one);
      if (signal?.aborted === true) leave();
      else signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** The runs that somebody waits for. */
  get awaited(): Iterable<string> {
    return this.#waiting.keys();
  }

  /** Nobody hears of any end here any more. */
  close(): void {
    for (const waiting of this.#waiting.values()) for (const { leave } of waiting) leave();
  }

  /** Nothing can be written any more, so no run can end here. */
  fail(reason: unknown): void {
    for (const waiting of this.#waiting.values()) for (const { fail } of waiting) fail(reason);
  }

  tell(runId: string, outcome: Outcome): void {
    if (this.#justEnded.size === 0) afterThisTurn(() => this.#justEnded.clear());
    this.#justEnded.set(runId, outcome);
    const waiting = this.#waiting.get(runId);
    this.#waiting.delete(runId);
    for (const { hear } of waiting ?? []) hear(outcome);
  }
}
