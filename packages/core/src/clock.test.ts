import { getEventListeners } from 'node:events';
import { createManualClock } from '@strata/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sleepFor, systemClock } from './index.ts';

describe("the machine's clock", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000 }));
  afterEach(() => void vi.useRealTimers());

  test('tells the time', () => {
    const [from, fromMs] = [systemClock.now(), systemClock.monotonicMs()];
    vi.advanceTimersByTime(250);
    expect([systemClock.now() - from, systemClock.monotonicMs() - fromMs]).toEqual([250, 250]);
  });

  test('calls back once, unless it is stopped', () => {
    const called = vi.fn<() => void>();
    systemClock.after(100, called);
    systemClock.after(100, called)();
    vi.advanceTimersByTime(500);
    expect(called).toHaveBeenCalledTimes(1);
  });

  const monthMs = 30 * 24 * 3_600_000;

  test('waits longer than a timer of the platform can', () => {
    const called = vi.fn<() => void>();
    systemClock.after(monthMs, called);
    vi.advanceTimersByTime(monthMs - 1);
    expect(called).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(called).toHaveBeenCalledTimes(1);
  });

  test.each([10, monthMs - 10])('stops such a long wait after %i ms', (stoppedAtMs) => {
    const called = vi.fn<() => void>();
    const stop = systemClock.after(monthMs, called);
    vi.advanceTimersByTime(stoppedAtMs);
    stop();
    vi.advanceTimersByTime(monthMs);
    expect([called.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0]);
  });

  test('gives chance and identity', () => {
    const chance = systemClock.random();
    expect(chance).toBeGreaterThanOrEqual(0);
    expect(chance).toBeLessThan(1);
    expect(systemClock.id()).not.toBe(systemClock.id());
  });
});

describe('sleeping', () => {
  test('ends when the time has passed, and lets go of the signal', async () => {
    const [clock, controller] = [createManualClock(), new AbortController()];
    const slept = sleepFor(clock, 100, controller.signal);
    await clock.advance(100);
    expect(await slept).toBe(true);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  test('ends at once when the signal aborts, and leaves no timer', async () => {
    const [clock, controller] = [createManualClock(), new AbortController()];
    const slept = sleepFor(clock, 100, controller.signal);
    controller.abort();
    expect(await slept).toBe(false);
    expect(clock.pending).toBe(0);
  });

  test('does not begin under an aborted signal', async () => {
    const clock = createManualClock();
    expect(await sleepFor(clock, 100, AbortSignal.abort())).toBe(false);
    expect(clock.pending).toBe(0);
  });
});
