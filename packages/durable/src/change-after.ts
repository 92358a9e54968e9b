import type { Result } from '@strata/core';
import { blockedOrEnded, problemOf } from './ended-blocked.ts';
import type { RunStatus } from './engine.ts';
import type { RunChange } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';
import type { Ending, LiveRun } from './live-run.ts';
import { Diverged, Parked } from './runtime/interruptions.ts';

/** What is written down about a run whose life has ended here. */
export interface ChangeAfter {
  readonly change: RunChange & { readonly status: RunStatus };
  /** Absent: the run goes on, in another life. */
  readonly outcome?: Result<unknown, unknown>;
}

/** What becomes of a run after a life of it. */
export const changeAfter = (ending: Ending, live: LiveRun, store: Store, now: number): ChangeAfter => {
  const free = { worker: null } as const;
  if (ending.kind === 'ended') {
    const { success } = ending.outcome;
    const isCancelled = (): boolean =>
      live.isCalledOff || store.runs.byNumber(live.row.number)?.wanted?.what === 'cancel';
    const status = success ? 'succeeded' : isCancelled() ? 'cancelled' : 'failed';
    const outcome = success
      ? { success, data: ending.outcome.data }
      : { success, error: (ending.outcome as { readonly error: unknown }).error };
    const done = { wakeAt: null, waitsFor: null, attention: null, wanted: null, endedAt: now } as const;
    return { change: { ...free, ...done, status, outcome }, outcome: ending.outcome };
  }
  if (ending.kind === 'broken') return blockedOrEnded(store, live.row, problemOf(ending.reason), now);
  const { by } = ending;
  if (by instanceof Parked) {
    // What the deadline has called off already may still have to wait, for what undoes it.
    const deadlineAt = live.isCalledOff ? undefined : live.row.deadlineAt;
    const wakeAt = Math.min(by.wakeAt ?? Infinity, deadlineAt ?? Infinity);
    const wake = wakeAt === Infinity ? null : wakeAt;
    return {
      change: {
        ...free,
        status: 'waiting',
        wakeAt: wake,
        waitsFor: live.waitedFor.length === 0 ? null : live.waitedFor,
      },
    };
  }
  if (by instanceof Diverged) {
    const { message, expected, found } = by;
    return blockedOrEnded(store, live.row, { message, expected, found }, now);
  }
  // It was told to stop: it is paused if that is still wanted, and otherwise goes on when there is somebody to drive it.
  return { change: { ...free, status: 'pending' } };
};
