import { type Result, fail, succeed } from '@strata/core';
import type { Driver } from './driver.ts';
import type { Endings } from './endings.ts';
import { type Engine, isEnded } from './engine.ts';
import type { Gates } from './gates.ts';
import { publicRun } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';
import { noSuchRun, refuse } from './run-control.ts';

/** What there is to know of runs. */
export type RunReader = Pick<Engine, 'result' | 'get' | 'list' | 'history'>;

/** What came of a run that has ended. */
export const outcomeOf = (store: Store, run: number): Result<unknown, unknown> => {
  // Written when the run ended.
  const outcome = store.runs.outcomeOf(run) as
    | { readonly success: true; readonly data: unknown }
    | { readonly success: false; readonly error: unknown };
  return outcome.success ? succeed(outcome.data) : fail(outcome.error);
};

/** Makes what reads runs. What this process has just written is read with the rest, unless another one holds the file. */
export const createRunReader = ({
  store,
  driver,
  gates,
  endings,
}: {
  readonly store: Store;
  readonly driver: Pick<Driver, 'isLive'>;
  readonly gates: Gates;
  readonly endings: Endings;
}): RunReader => ({
  async result(runId, { signal } = {}) {
    store.assertOpen();
    let outcome = endings.justEnded(runId);
    // What is driven here has not ended, and need not be looked for.
    if (outcome === undefined && !driver.isLive(runId)) {
      store.sync();
      const row = store.runs.byId(runId);
      if (row === undefined) return refuse('result', noSuchRun(runId));
      if (isEnded(row.status)) outcome = outcomeOf(store, row.number);
    }
    outcome ??= await endings.of(runId, signal);
    if (outcome !== undefined) return succeed(outcome);
    const message =
      signal?.aborted === true ? 'nobody waits any more' : 'the engine was closed before the run had ended';
    return refuse('result', { kind: 'cancelled', message, mayHaveHappened: false });
  },
  async get(runId) {
    store.sync();
    const row = store.runs.byId(runId);
    if (row === undefined) return undefined;
    const input = store.runs.inputOf(row.number);
    const wanted = row.wanted === undefined || isEnded(row.status) ? {} : { wanted: row.wanted };
    const details = { ...publicRun(row), input, gates: gates.openOf(store.entriesOf(row.number)), ...wanted };
    return isEnded(row.status) ? { ...details, outcome: outcomeOf(store, row.number) } : details;
  },
  async list(filter = {}) {
    store.sync();
    return store.runs.list(filter);
  },
  async history(runId) {
    store.sync();
    const row = store.runs.byId(runId);
    if (row === undefined) return undefined;
    return [...store.entriesOf(row.number)].map(({ kind, key, at, value }) => ({
      kind,
      at: key,
      time: at,
      ...(value === undefined ? {} : { value }),
    }));
  },
});
