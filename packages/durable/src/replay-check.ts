import { type Clock, RunInterrupted } from '@strata/core';
import type { RunRow } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';
import type { Registry } from './registry.ts';
import { replayHistory } from './replay-history.ts';
import { Diverged } from './runtime/interruptions.ts';

/** What the code of today does with the history of a run. */
export interface ReplayVerdict {
  readonly runId: string;
  readonly workflow: string;
  /** `unknown`: this process has no workflow of that name. */
  readonly verdict: 'same' | 'diverged' | 'unknown';
  readonly message?: string;
  /** What was expected and what was found, for a person to compare. */
  readonly expected?: string;
  readonly found?: string;
}

/** Goes through the history of a run with the code of today, doing nothing: shows whether the run could go on with it. */
export const checkReplay = async (
  { store, registry, clock }: { readonly store: Store; readonly registry: Registry; readonly clock: Clock },
  row: RunRow,
): Promise<ReplayVerdict> => {
  const about = { runId: row.id, workflow: row.workflow };
  const startable = registry.find(row.workflow);
  if (startable === undefined) return { ...about, verdict: 'unknown' };
  try {
    await replayHistory({ store, clock }, row, startable);
    return { ...about, verdict: 'same' };
  } catch (thrown) {
    if (thrown instanceof Diverged) {
      const { message, expected, found } = thrown;
      return { ...about, verdict: 'diverged', message, expected, found };
    }
    // It went as far as the history does.
    if (thrown instanceof RunInterrupted) return { ...about, verdict: 'same' };
    return { ...about, verdict: 'diverged', message: String(thrown) };
  }
};
