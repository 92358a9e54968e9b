import type { ManualClock } from '@strata/testing';
import { expect } from 'vitest';

/** Lets time pass, a second at a time, until a promise has settled. */
export const passing = async <Value>(clock: ManualClock, promise: Promise<Value>): Promise<Value> => {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  await expect.poll(() => clock.advance(1000).then(() => settled), { interval: 1, timeout: 20_000 }).toBe(true);
  return promise;
};
