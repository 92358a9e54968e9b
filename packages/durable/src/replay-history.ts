import { type Act, type Clock, type Node, createContext, runFlow } from '@strata/core';
import type { RunRow } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';
import type { Startable } from './registry.ts';
import { Asking } from './runtime/asking.ts';
import { DoneInUndo } from './runtime/done-in-undo.ts';
import { Stopped } from './runtime/interruptions.ts';
import type { Journal } from './runtime/journal.ts';
import { JournalRuntime } from './runtime/journal-runtime.ts';
import { Known } from './runtime/known.ts';
import { Outages } from './runtime/outages.ts';
import type { Outside } from './runtime/outside.ts';
import { Waits } from './runtime/waits.ts';
import { PastCheck } from './tree/past-check.ts';

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

/** What going through a history needs of its engine. */
export interface Replaying {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Goes through the history of a run with the code of today, doing nothing, until the history or the flow ends. `onAct` is
 * told of each act on the way.
 *
 * @throws RunInterrupted where the history ends, or where it does not fit: then it is `Diverged`.
 */
export const replayHistory = async (
  { store, clock }: Replaying,
  row: RunRow,
  startable: Startable,
  onAct: (key: string, act: Act) => void = () => {},
): Promise<void> => {
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
    doneInUndo: new DoneInUndo(known),
    outside: nothingOutside,
    outages: new Outages(clock),
    asking: new Asking(silent, known, waits, nothingOutside),
    isStopping: () => false,
    onAct,
    enter: (path: string, root: Node) => past.compare(path, root),
  });
  const ctx = { runtime, takenBack, clock, firstLooks: runtime.firstLooks, inDoubt: new Set<string>() };
  const input = startable.input.parse(store.runs.inputOf(row.number));
  const flow = startable.flow as Parameters<typeof runFlow>[0];
  await runFlow(flow, input, createContext({ ...ctx, correlationId: row.id }));
};
