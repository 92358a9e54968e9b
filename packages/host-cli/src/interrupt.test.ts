import { expect, test } from 'vitest';
import { watchInterrupts } from './interrupt.ts';

test('the first request aborts, the second gives up; afterwards the process listens to nothing', async () => {
  const before = process.listenerCount('SIGTERM');
  const told: number[] = [];
  {
    using interruption = watchInterrupts((count) => told.push(count));
    expect(interruption.signal.aborted).toBe(false);
    process.emit('SIGTERM');
    expect(interruption.signal.aborted).toBe(true);
    interruption.request();
    await interruption.abandoned;
  }
  expect(told).toEqual([1, 2]);
  expect(process.listenerCount('SIGTERM')).toBe(before);
});

test('a request after the end changes nothing, and does not end the process either', () => {
  const told: number[] = [];
  using interruption = watchInterrupts((count) => told.push(count));
  interruption.settle();
  process.emit('SIGINT');
  expect([told, interruption.signal.aborted]).toEqual([[], false]);
});
