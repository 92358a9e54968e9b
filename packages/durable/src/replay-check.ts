import { type Clock, type Node, RunInterrupted, createContext, runFlow } from '@strata/core';
import type { RunRow } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';
import type { Registry } from './registry.ts';
import { Asking } from './runtime/asking.ts';
import { Diverged, Stopped } from './runtime/interruptions.ts';
import type { Journal } from './runtime/journal.ts';
import { JournalRuntime } from './runtime/journal-runtime.ts';
import { Known } from './runtime/known.ts';
import { Outages } from './runtime/outages.ts';
import type { Outside } from './runtime/outside.ts';
import { Waits } from './runtime/waits.ts';
import { PastCheck } from './tree/past-check.ts';

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

/** Where a history ends nothing is done. */
const silent: Journal = { append: () => {}, committed: () => Promise.resolve(), isFull: false };

const nobody = (): (() => void) => () => {};

const nothingOutside: Outside = {
  decided: nobody,
  expired: () => Promise.reject(new Stopped('the history has ended')),
  remind: () => {},
  sent: nobody,
  attention: () => {},
  resolved: nobody,
};

/** Goes through the history of a run with the code of today, doing nothing: shows whether the run could go on with it. */
export const checkReplay = async (
  { store, registry, clock }: { readonly store: Store; readonly registry: Registry; readonly clock: Clock },
  row: RunRow,
): Promise<ReplayVerdict> => {
  const about = { runId: row.id, workflow: row.workflow };
  const startable = registry.find(row.workflow);
  if (startable === undefined) return { ...about, verdict: 'unknown' };
  const known = new Known(store.entriesOf(row.number));
  const waits = new Waits(clock);
  waits.interrupt(new Stopped('the history has ended'));
  const past = new PastCheck({ store, row, known, journal: silent });
  const takenBack = new Map<string, number>();
  const runtime = new JournalRuntime({
    journal: silent,
    known,
    waits,
    clock,
    takenBack,
    runId: row.id,
    flows: new Set(),
    outside: nothingOutside,
    outages: new Outages(clock),
    asking: new Asking(silent, known, waits, nothingOutside),
    isStopping: () => false,
    enter: (path: string, root: Node) => past.compare(path, root),
  });
  const ctx = { runtime, takenBack, clock, firstLooks: runtime.firstLooks, inDoubt: new Set<string>() };
  try {
    const input = startable.input.parse(store.runs.inputOf(row.number));
    const flow = startable.flow as Parameters<typeof runFlow>[0];
    await runFlow(flow, input, createContext({ ...ctx, correlationId: row.id }));
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
