import { type Clock, systemClock } from '@strata/core';

/** A clock whose waits last as long as the script's next step takes, by the clock's own reckoning as long as they should. */
export interface ScriptedClock {
  readonly clock: Clock;
  /** How long each wait was, in milliseconds. */
  readonly waits: readonly number[];
}

/** The wrapper's time limit for a request, which never ends here. */
const timeLimitMs = 30_000;

/** Makes one. What happens during a wait after the script's end is nothing. */
export const createScriptedClock = (steps: readonly (() => unknown)[] = []): ScriptedClock => {
  const waits: number[] = [];
  let elapsedMs = 0;
  const after: Clock['after'] = (delayMs, callback) => {
    if (delayMs === timeLimitMs) return () => {};
    let isStopped = false;
    const pass = async (): Promise<void> => {
      await steps[waits.push(delayMs) - 1]?.();
      elapsedMs += delayMs;
      if (!isStopped) callback();
    };
    void pass();
    return () => void (isStopped = true);
  };
  const startsAt = 1_700_000_000_000;
  return { clock: { ...systemClock, now: () => startsAt + elapsedMs, monotonicMs: () => elapsedMs, after }, waits };
};
