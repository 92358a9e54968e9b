import type { Clock } from '@strata/core';

/** How closely calls may follow each other. */
export interface PaceLimits {
  readonly minTimeMs: number;
  readonly perMinute?: number | undefined;
  readonly perHour?: number | undefined;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** So many starts within any stretch of time of this length. */
interface Window {
  readonly lengthMs: number;
  readonly starts: number;
}

/** Remembers when calls started, and says how long the next one has to wait. */
export class Pace {
  readonly #minTimeMs: number;
  readonly #windows: readonly Window[];
  /** How many starts can still matter: the oldest that the largest window asks for. */
  readonly #kept: number;
  /** The latest starts, the oldest first. */
  readonly #starts: number[] = [];

  constructor({ minTimeMs, perMinute, perHour }: PaceLimits) {
    this.#minTimeMs = minTimeMs;
    this.#windows = [
      ...(perMinute === undefined ? [] : [{ lengthMs: minuteMs, starts: perMinute }]),
      ...(perHour === undefined ? [] : [{ lengthMs: hourMs, starts: perHour }]),
    ];
    this.#kept = Math.max(1, ...this.#windows.map(({ starts }) => starts));
  }

  /** How long the next call has to wait from now on, in milliseconds. */
  waitMs(clock: Pick<Clock, 'monotonicMs'>): number {
    const nowMs = clock.monotonicMs();
    const last = this.#starts.at(-1);
    const spacedMs = last === undefined ? 0 : last + this.#minTimeMs - nowMs;
    const countedMs = this.#windows.map(({ lengthMs, starts }) => {
      const oldest = this.#starts.at(-starts);
      return oldest === undefined ? 0 : oldest + lengthMs - nowMs;
    });
    return Math.max(0, spacedMs, ...countedMs);
  }

  /** Notes that a call starts now. */
  start(clock: Pick<Clock, 'monotonicMs'>): void {
    this.#starts.push(clock.monotonicMs());
    if (this.#starts.length > this.#kept) this.#starts.shift();
  }
}
