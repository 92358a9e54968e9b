import type { Clock, RateLimit } from '@strata/core';

/**
 * Two answers whose resets are closer than this tell of one stretch of time: a reset is told to the second, and may be
 * reckoned from when its answer arrived. The shortest quota that is known lasts a minute.
 */
const sameStretchMs = 10_000;

/** One of a tool's quotas, as the tool's own answers tell it: when the next call may start so that it lasts. */
export class Quota {
  /** Below this share of its limit the quota is spread over the time that is left. */
  readonly #slowBelow: number;
  #told: RateLimit | undefined;
  #underWay = 0;
  #lastStartAt = 0;
  /** Aborts when there is news, so that whoever waits looks again. */
  #news = new AbortController();

  constructor(slowBelow: number) {
    this.#slowBelow = slowBelow;
  }

  /** Aborts with the next answer that tells of the quota. */
  get news(): AbortSignal {
    return this.#news.signal;
  }

  /**
   * How long a call has to wait from now on, in milliseconds. What is left is what the tool told last, less the calls
   * that are on their way. While that is a small share of the limit, calls start `time until the reset ÷ (calls left
   * + 1)` apart; when it is nothing, a call that started now would surely be turned away.
   */
  waitMs(clock: Clock): number {
    const now = clock.now();
    const told = this.#told;
    if (told === undefined || now >= told.resetsAt) return 0;
    const left = told.remaining - this.#underWay;
    if (left <= 0) return told.resetsAt - now;
    if (told.remaining >= told.limit * this.#slowBelow) return 0;
    return Math.max(0, this.#lastStartAt + (told.resetsAt - now) / (left + 1) - now);
  }

  /** Notes that a call starts now. */
  start(clock: Clock): void {
    this.#underWay += 1;
    this.#lastStartAt = clock.now();
  }

  /** Notes that a call has ended, and what its answer told of this quota. */
  end(told: RateLimit | undefined): void {
    this.#underWay -= 1;
    if (told !== undefined) this.learn(told);
    const waiting = this.#news;
    this.#news = new AbortController();
    waiting.abort();
  }

  /** Answers may overtake each other: of two about the same stretch of time, the one with less left is the later. */
  learn(told: RateLimit): void {
    const known = this.#told;
    const isSameStretch = known !== undefined && Math.abs(known.resetsAt - told.resetsAt) < sameStretchMs;
    if (!isSameStretch || told.remaining <= known.remaining) this.#told = told;
  }
}
