import { createManualClock } from '@strata/testing';
import { expect, test } from 'vitest';
import { createContext, systemClock } from './index.ts';

test("a context with nothing given has the machine's clock, a fresh id and a signal that does not abort", () => {
  const [one, other] = [createContext(), createContext()];
  expect(one.clock).toBe(systemClock);
  expect(one.correlationId).not.toBe(other.correlationId);
  expect(one.signal.aborted).toBe(false);
});

test('whatever is given is kept, and identity comes from the given clock', () => {
  const clock = createManualClock();
  const { signal } = new AbortController();
  expect(createContext({ clock, signal, agent: 'ana', deadlineAt: 5 })).toEqual({
    clock,
    signal,
    agent: 'ana',
    deadlineAt: 5,
    correlationId: 'id-1',
  });
  expect(createContext({ clock, correlationId: 'mine' }).correlationId).toBe('mine');
});
