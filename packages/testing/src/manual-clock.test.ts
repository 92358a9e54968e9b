import { sleepFor } from '@strata/core';
import { expect, test } from 'vitest';
import { createManualClock } from './manual-clock.ts';

test('timers fire in the order in which they are due, and two due together in the order in which they were set', async () => {
  const clock = createManualClock();
  const fired: string[] = [];
  clock.after(20, () => fired.push('later'));
  clock.after(10, () => fired.push('first'));
  clock.after(10, () => fired.push('second'));
  await clock.advance(9);
  expect(fired).toEqual([]);
  await clock.advance(11);
  expect(fired).toEqual(['first', 'second', 'later']);
});

test('a chain of waits is followed within one advance, each wait starting where the one before ended', async () => {
  const clock = createManualClock({ now: 1000 });
  const wokeAt: number[] = [];
  const chain = async (): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      await sleepFor(clock, 100, new AbortController().signal);
      wokeAt.push(clock.now());
    }
  };
  const done = chain();
  await clock.advance(1000);
  await done;
  expect(wokeAt).toEqual([1100, 1200, 1300]);
  expect(clock.now()).toBe(2000);
  expect(clock.monotonicMs()).toBe(1000);
});

test('a stopped timer does not fire and is no longer pending', async () => {
  const clock = createManualClock();
  const stop = clock.after(10, () => expect.unreachable());
  expect(clock.pending).toBe(1);
  stop();
  stop();
  expect(clock.pending).toBe(0);
  await clock.advance(10);
});

test('waiting resolves when enough timers wait', async () => {
  const clock = createManualClock();
  let reached = false;
  const two = clock.waiting(2).then(() => (reached = true));
  clock.after(1, () => undefined);
  await Promise.resolve();
  expect(reached).toBe(false);
  clock.after(1, () => undefined);
  await two;
  await clock.waiting(2);
});

test('ids are distinct, chance is what the test says', () => {
  const clock = createManualClock({ random: () => 0.25 });
  expect([clock.id(), clock.id(), clock.random()]).toEqual(['id-1', 'id-2', 0.25]);
});

test('until lets time pass until the work is done, and gives its answer or its error', async () => {
  const clock = createManualClock();
  const work = async (): Promise<string> => {
    await sleepFor(clock, 3_600_000, new AbortController().signal);
    return 'done';
  };
  expect(await clock.until(work())).toBe('done');
  expect(clock.monotonicMs()).toBeGreaterThanOrEqual(3_600_000);
  await expect(clock.until(Promise.reject(new Error('broke')))).rejects.toThrow('broke');
});
