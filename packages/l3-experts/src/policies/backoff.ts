import type { Clock, Failure } from '@strata/core';

/** How the waits between attempts grow. */
interface Backoff {
  readonly firstDelayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
  readonly jitter: boolean;
}

/**
 * How long to wait before the next attempt, in milliseconds: exponential, with full jitter (any length up to the
 * computed one, so that callers who failed together do not come back together), and never longer than `maxDelayMs`.
 * A tool that says itself how long to wait is waited for that long at least, whatever the maximum is.
 */
export const delayBefore = (
  backoff: Backoff,
  attemptsSoFar: number,
  failure: Failure,
  clock: Pick<Clock, 'random'>,
): number => {
  const ceilingMs = Math.min(backoff.maxDelayMs, backoff.firstDelayMs * backoff.factor ** (attemptsSoFar - 1));
  const delayMs = backoff.jitter ? ceilingMs * clock.random() : ceilingMs;
  const askedMs = failure.kind === 'rate_limited' || failure.kind === 'unavailable' ? failure.retryAfterMs : undefined;
  return Math.max(delayMs, askedMs ?? 0);
};
