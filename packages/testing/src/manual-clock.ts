import type { Clock } from '@strata/core';

export interface ManualClockOptions {
  /** Where the clock starts, in milliseconds since the epoch. @default 1_700_000_000_000 */
  readonly now?: number;
  /** What `random` answers. @default () => 0.5 */
  readonly random?: () => number;
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /**
   * Moves time on by `ms`, firing the timers that fall due in their order. What a timer sets off runs before the next
   * one fires, so a chain of waits is followed in one call. No real time passes.
   */
  advance(ms: number): Promise<void>;
  /** Resolves once at least `count` timers wait: the moment from which `advance` has something to fire. */
  waiting(count?: number): Promise<void>;
  /**
   * Lets time pass, a second at a time, until a promise has settled, and gives what it gave. Between two seconds
   * everything else that is under way gets its turn, so it is for work that waits, not for work that takes long.
   */
  until<Value>(promise: Promise<Value>): Promise<Value>;
  /** How many timers have neither fired nor been stopped. A test that ends with some has left work behind. */
  readonly pending: number;
}

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** One turn of the event loop: every promise that can settle has settled afterwards. */
const settle = (): Promise<void> =>
  new Promise((resolve) => {
    // oxlint-disable-next-line no-restricted-globals -- a turn of the event loop, not a wait
    setImmediate(resolve);
  });

/** Lets libraries that keep time by the machine's own timers (bottleneck's queue) have their turn. */
const aMoment = (): Promise<void> =>
  new Promise((resolve) => {
    // oxlint-disable-next-line no-restricted-globals -- the shortest wait that such a timer can have
    setTimeout(resolve, 1);
  });

const earliest = (timers: ReadonlySet<Timer>, untilMs: number): Timer | undefined => {
  let first: Timer | undefined;
  // A set keeps the order of insertion, so of two timers due together the one set first fires first.
  for (const timer of timers)
    if (timer.dueMs <= untilMs && (first === undefined || timer.dueMs < first.dueMs)) first = timer;
  return first;
};

/** Makes a clock for tests. Its ids count upwards (`id-1`, `id-2`), its chance is what the test says. */
export const createManualClock = (options: ManualClockOptions = {}): ManualClock => {
  const { now: startsAt = 1_700_000_000_000, random = () => 0.5 } = options;
  const timers = new Set<Timer>();
  const watchers = new Set<() => void>();
  let elapsedMs = 0;
  let ids = 0;
  const advance = async (ms: number): Promise<void> => {
    const untilMs = elapsedMs + ms;
    await settle();
    for (let timer = earliest(timers, untilMs); timer !== undefined; timer = earliest(timers, untilMs)) {
      timers.delete(timer);
      elapsedMs = timer.dueMs;
      timer.callback();
      await settle();
    }
    elapsedMs = untilMs;
  };
  return {
    now: () => startsAt + elapsedMs,
    monotonicMs: () => elapsedMs,
    random,
    id: () => `id-${++ids}`,
    after(delayMs, callback) {
      const timer: Timer = { dueMs: elapsedMs + Math.max(0, delayMs), callback };
      timers.add(timer);
      for (const check of watchers) check();
      return () => void timers.delete(timer);
    },
    advance,
    async until(promise) {
      const ended = new AbortController();
      const end = (): void => ended.abort();
      promise.then(end, end);
      for (await settle(); !ended.signal.aborted; await aMoment()) await advance(1000);
      return promise;
    },
    waiting: (count = 1) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (timers.size < count) return;
          watchers.delete(check);
          resolve();
        };
        watchers.add(check);
        check();
      }),
    get pending() {
      return timers.size;
    },
  };
};
