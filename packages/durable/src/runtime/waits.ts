import type { Cancellation, Clock, RunInterrupted } from '@strata/core';
import { afterThisTurn } from '../journal/turn.ts';
import { Parked } from './interruptions.ts';

/** Something that a run waits for. */
interface Wait {
  readonly until: number | undefined;
  readonly reject: (reason: RunInterrupted) => void;
}

/** What one wait is ended by, besides cancellation. */
export interface Awaiting<Answer> {
  /** When it ends by itself, in milliseconds since the epoch, and with what. */
  readonly until?: { readonly at: number; readonly answer: Answer };
  /** Hands over what ends it from outside; absent: nothing does. */
  readonly listen?: (resolve: (answer: Answer) => void) => () => void;
}

/** So near a time is waited for in memory: to put a run away and fetch it again takes longer. */
const nearMs = 1000;

/**
 * What the branches of one run do at this moment: how many work, and what the others wait for. As soon as all of them
 * wait, and nothing is due soon, the run is parked: every wait is interrupted, and whoever runs the run forgets it until
 * something comes.
 */
export class Waits {
  readonly #clock: Clock;
  readonly #onInterrupt: () => void;
  readonly #open = new Set<Wait>();
  /** Times that end a part of the flow while it waits for something else. */
  readonly #limits = new Set<number>();
  #underWay = 0;
  #interruption: RunInterrupted | undefined;

  /** `onInterrupt` is told while those who wait are still there. */
  constructor(clock: Clock, onInterrupt: () => void = () => {}) {
    this.#clock = clock;
    this.#onInterrupt = onInterrupt;
  }

  /** Why nothing may begin any more; `undefined` while it may. */
  get interruption(): RunInterrupted | undefined {
    return this.#interruption;
  }

  /** Work begins that the run is not parked during. */
  enter(): void {
    if (this.#interruption !== undefined) throw this.#interruption;
    this.#underWay += 1;
  }

  /** Work goes on that had waited; whoever called it off hears of that from the wait itself. */
  enterAgain(): void {
    this.#underWay += 1;
  }

  leave(): void {
    this.#underWay -= 1;
    this.#parkWhenQuiet();
  }

  /** A limit that is running: the run is woken when it is over. Returns what ends it. */
  limit(until: number): () => void {
    this.#limits.add(until);
    return () => void this.#limits.delete(until);
  }

  /** Ends all waits, and lets nothing begin any more. */
  interrupt(reason: RunInterrupted): void {
    if (this.#interruption === undefined) this.#onInterrupt();
    this.#interruption ??= reason;
    for (const wait of this.#open) wait.reject(this.#interruption);
  }

  /** Waits. Resolves with `undefined` as soon as it is cancelled. */
  async for<Answer>(
    { until, listen }: Awaiting<Answer>,
    cancellation: Cancellation,
  ): Promise<{ readonly answer: Answer } | undefined> {
    if (this.#interruption !== undefined) throw this.#interruption;
    if (cancellation.cancelled) return undefined;
    const { promise, resolve, reject } = Promise.withResolvers<{ readonly answer: Answer } | undefined>();
    const wait: Wait = { until: until?.at, reject };
    const leftMs = until === undefined ? undefined : Math.max(0, until.at - this.#clock.now());
    const stopTimer =
      until === undefined || leftMs === undefined
        ? undefined
        : this.#clock.after(leftMs, () => resolve({ answer: until.answer }));
    const stopListening = listen?.((answer) => resolve({ answer }));
    const stopFollowing = cancellation.onCancel(() => resolve(undefined));
    this.#open.add(wait);
    this.#parkWhenQuiet();
    try {
      return await promise;
    } finally {
      this.#open.delete(wait);
      stopTimer?.();
      stopListening?.();
      stopFollowing();
    }
  }

  #parkWhenQuiet(): void {
    if (this.#underWay > 0 || this.#open.size === 0) return;
    // Branches that go on at this very moment get their turn first.
    afterThisTurn(() => {
      if (this.#underWay > 0 || this.#open.size === 0 || this.#interruption !== undefined) return;
      const wakeAt = Math.min(...this.#limits, ...[...this.#open].map(({ until = Infinity }) => until));
      if (wakeAt - this.#clock.now() <= nearMs) return;
      this.interrupt(new Parked(wakeAt === Infinity ? undefined : wakeAt));
    });
  }
}
