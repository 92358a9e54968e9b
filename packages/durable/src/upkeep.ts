import { type Clock, type Secret, succeed } from '@strata/core';
import type { Engine } from './engine.ts';
import type { Store } from './journal/store.ts';
import { exportRun, importRun } from './portable-run.ts';
import type { Registry } from './registry.ts';
import { type ReplayVerdict, checkReplay } from './replay-check.ts';
import { prune, vacuum } from './retention.ts';
import { noSuchRun, refuse } from './run-control.ts';

/** Makes what keeps a store in order, and takes runs from one to another. */
export const createUpkeep = (
  { store, registry, clock }: { readonly store: Store; readonly registry: Registry; readonly clock: Clock },
  secrets: readonly Secret[],
): Pick<Engine, 'export' | 'import' | 'prune' | 'vacuum' | 'check'> => ({
  async check(filter = {}) {
    store.sync();
    const verdicts: ReplayVerdict[] = [];
    for (const { id } of store.runs.list(filter).runs) {
      const row = store.runs.byId(id);
      if (row !== undefined) verdicts.push(await checkReplay({ store, registry, clock }, row));
    }
    return verdicts;
  },
  async export(runId) {
    store.sync();
    const row = store.runs.byId(runId);
    return row === undefined ? refuse('export', noSuchRun(runId)) : succeed(exportRun(store, row, secrets));
  },
  async import(document) {
    const imported = await importRun(store, document);
    return 'runId' in imported ? succeed({ ...imported, isNew: true }) : refuse('import', imported);
  },
  prune: (options) => prune(store, options),
  vacuum: async () => vacuum(store),
});
