import { succeed } from '../result.ts';
import type { Frame } from './frame.ts';
import type { Outcome } from './node.ts';
import type { Branched } from './runtime.ts';

/** Whether a failure is only that it was called off; one that a saga passes on is looked through. */
const isCancelled = (error: unknown): boolean => {
  const { kind, cause } = (error ?? {}) as { readonly kind?: unknown; readonly cause?: unknown };
  return kind === 'cancelled' || (kind === 'saga_failed' && isCancelled(cause));
};

const cancelled = (outcome: Outcome): boolean => !outcome.success && isCancelled(outcome.error);

/**
 * The outcome of branches that all had to succeed. Of several failures the first in the order of the tree that is not
 * itself a consequence of another: which one failed first in time may differ when a run is resumed.
 */
export const joined = (
  ended: readonly Branched[],
  frame: Frame,
  combine: (outs: readonly unknown[]) => unknown = (outs) => outs,
): Outcome => {
  let failure: Outcome | undefined;
  const outs: unknown[] = [];
  for (const { outcome, done, reports } of ended) {
    frame.done.push(...done);
    frame.reports.push(...reports);
    if (outcome.success) outs.push(outcome.data);
    else if (failure === undefined || (cancelled(failure) && !cancelled(outcome))) failure = outcome;
  }
  return failure ?? succeed(combine(outs));
};
