import { type Failure, type Result, type WorkflowContext, createContext, succeed } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { expect, test } from 'vitest';
import { Flights } from './flight.ts';

const about = { operation: 'list_notes' };
type Answer = Result<unknown, Failure>;

/** Work that goes on until its signal aborts or `release` is called, and notes whether it was told to end. */
const open = () => {
  const clock = createManualClock();
  const flights = new Flights();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const signals: AbortSignal[] = [];
  const run = async ({ signal }: WorkflowContext): Promise<Answer> => {
    signals.push(signal);
    const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    if (!signal.aborted) await Promise.race([released, ended]);
    return succeed('done', { durationMs: 0, attempts: 1 });
  };
  const join = (given: Partial<WorkflowContext> = {}) => {
    const ctx = createContext({ clock, ...given });
    return flights.under('key', about, ctx, run).flight.join(ctx);
  };
  return { clock, signals, release, join };
};

test('S58, P6: one who was aborted before he came leaves at once, and the call goes on for the others', async () => {
  const { join, release, signals } = open();
  const staying = join();
  expect(await join({ signal: AbortSignal.abort() })).toMatchObject({
    error: { kind: 'cancelled', mayHaveHappened: false },
    meta: { attempts: 0 },
  });
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  release();
  expect(await staying).toMatchObject({ success: true });
});

test.each<[string, Partial<WorkflowContext>]>([
  ['was aborted', { signal: AbortSignal.abort() }],
  ['has no time left', { deadlineAt: 0 }],
])(
  'S58, P6: one who %s before he came, and is alone, has nobody asked; who comes then makes a call of his own',
  async (_what, given) => {
    const { join, signals, clock, release } = open();
    const [alone, next] = [join(given), join()];
    expect(await alone).toMatchObject({ success: false, meta: { attempts: 0 } });
    release();
    expect(await next).toMatchObject({ success: true });
    expect([signals.map(({ aborted }) => aborted), clock.pending]).toEqual([[false], 0]);
  },
);
