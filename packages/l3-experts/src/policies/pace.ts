import type { Clock } from '@strata/core';

/** How closely calls may follow each other. */
interface PaceLimits {
  readonly minTimeMs: number;
  readonly perMinute?: number | undefined;
}

const minuteMs = 60_000;

/** Remembers when calls started, and says how long the next one has to wait. */
export class Pace {
  readonly #limits: PaceLimits;
  /** The starts of the last minute, the oldest first. */
  #starts: number[] = [];

  constructor(limits: PaceLimits) {
    this.#limits = limits;
  }

  /** How long the next call has to wait from now on, in milliseconds. */
  waitMs(clock: Pick<Clock, 'monotonicMs'>): number {
    const nowMs = clock.monotonicMs();
    const { minTimeMs, perMinute } = this.#limits;
    const last = this.#starts.at(-1);
    const spacedMs = last === undefined ? 0 : last + minTimeMs - nowMs;
    const oldest = perMinute === undefined ? undefined : this.#starts.at(-perMinute);
    const countedMs = oldest === undefined ? 0 : oldest + minuteMs - nowMs;
    return Math.max(0, spacedMs, countedMs);
  }

  /** Notes that a call starts now. */
  start(clock: Pick<Clock, 'monotonicMs'>): void {
    const nowMs = clock.monotonicMs();
    const keptMs = Math.max(minuteMs, this.#limits.minTimeMs);
    this.#starts = [...this.#starts.filter((startMs) => startMs > nowMs - keptMs), nowMs];
  }
}
