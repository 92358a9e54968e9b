/** Ends a timer that has not fired; calling it later does nothing. */
export type StopTimer = () => void;

/** The only source of time, chance and identity. Tests pass one that they move by hand. */
export interface Clock {
  /** Milliseconds since the epoch; may jump when the machine's time is set. */
  now(): number;
  /** Milliseconds since some fixed moment; never goes back. For measuring. */
  monotonicMs(): number;
  /** Calls back once after `delayMs`. */
  after(delayMs: number, callback: () => void): StopTimer;
  /** A number from 0 up to, not including, 1. */
  random(): number;
  /** A fresh identifier, unique in the world. */
  id(): string;
}

/** The longest delay that a timer of the platform can hold, in milliseconds (2³¹ − 1); a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, callback) {
    if (delayMs > longestTimerMs) {
      const rest = (): void => void (stop = systemClock.after(delayMs - longestTimerMs, callback));
      let stop = systemClock.after(longestTimerMs, rest);
      return () => stop();
    }
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  id: () => crypto.randomUUID(),
};

/** Waits. Resolves true when the time has passed, false as soon as the signal aborts. */
export const sleepFor = (clock: Clock, delayMs: number, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const abort = (): void => {
      stop();
      resolve(false);
    };
    const stop = clock.after(delayMs, () => {
      signal.removeEventListener('abort', abort);
      resolve(true);
    });
    signal.addEventListener('abort', abort, { once: true });
  });
