import { getEventListeners } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { Cancellation } from '../index.ts';

const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('a tree of cancellations', () => {
  test('is cancelled from above, never from below', () => {
    const root = Cancellation.independent();
    const [left, right] = [root.child(), root.child()];
    const leaf = left.child();
    left.cancel();
    expect([root, left, leaf, right].map((it) => it.cancelled)).toEqual([false, true, true, false]);
    root.cancel();
    expect(right.cancelled).toBe(true);
  });

  test('follows the signal from outside', () => {
    const outside = new AbortController();
    const root = Cancellation.of(outside.signal);
    const leaf = root.child().child();
    expect(root.signal).toBe(outside.signal);
    outside.abort();
    expect([root.cancelled, leaf.cancelled, leaf.signal.aborted]).toEqual([true, true, true]);
    expect(leaf.signal.reason).toMatchObject({ name: 'AbortError' });
  });

  test('born under a cancelled one is cancelled', () => {
    const root = Cancellation.of(AbortSignal.abort());
    expect(root.cancelled).toBe(true);
    expect(root.child().cancelled).toBe(true);
  });

  test('cancelling again changes nothing', () => {
    const root = Cancellation.independent();
    const heard = vi.fn<() => void>();
    root.onCancel(heard);
    root.cancel();
    root.cancel();
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe('listening', () => {
  test('is called once, at once when it is too late', () => {
    const root = Cancellation.independent();
    root.cancel();
    const heard = vi.fn<() => void>();
    root.onCancel(heard)();
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test('ends when the listener is taken away', () => {
    const root = Cancellation.independent();
    const heard = vi.fn<() => void>();
    root.onCancel(heard)();
    root.cancel();
    expect(heard).not.toHaveBeenCalled();
  });
});

describe('releasing', () => {
  test('makes the parent forget the child', () => {
    const root = Cancellation.independent();
    const child = root.child();
    child.release();
    root.cancel();
    expect(child.signal.aborted).toBe(false);
  });

  test('makes it forget its own children', () => {
    const root = Cancellation.independent();
    const child = root.child();
    root.release();
    root.cancel();
    expect(child.cancelled).toBe(false);
  });

  test('takes the listener off the signal from outside, of which there is never more than one', () => {
    const outside = new AbortController();
    const root = Cancellation.of(outside.signal);
    expect(listenersOf(outside.signal)).toBe(0);
    root.child();
    root.onCancel(() => undefined);
    expect(listenersOf(outside.signal)).toBe(1);
    root.release();
    root.release();
    expect(listenersOf(outside.signal)).toBe(0);
  });
});
