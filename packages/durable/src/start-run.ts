import type { Classified, Clock } from '@strata/core';
import type { Driver } from './driver.ts';
import type { StartOptions, Started } from './engine.ts';
import type { NewRun, RunRow } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';
import type { Startable } from './registry.ts';
import { inputProblem, optionsProblem, plainInput } from './run-input.ts';
import { shapeOf } from './tree/past-check.ts';
import type { Watchers } from './watchers.ts';

interface Starting {
  readonly store: Store;
  readonly driver: Driver;
  readonly clock: Clock;
  readonly watchers: Watchers;
}

const found = ({ id, workflow }: RunRow, wanted: Startable, what: string): Started | Classified =>
  workflow === wanted.name
    ? { runId: id, isNew: false }
    : { kind: 'conflict', message: `${what} belongs to a run of '${workflow}' already` };

/** The run that was started under this id or key before. */
const earlier = (
  { store }: Starting,
  startable: Startable,
  { runId, idempotencyKey }: StartOptions,
): Started | Classified | undefined => {
  const byKey = idempotencyKey === undefined ? undefined : store.runs.byIdempotencyKey(startable.name, idempotencyKey);
  if (byKey !== undefined) return found(byKey, startable, `the key '${idempotencyKey}'`);
  const byId = runId === undefined ? undefined : store.runs.byId(runId);
  return byId === undefined ? undefined : found(byId, startable, `the id ${runId}`);
};

/** Writes a run down, and begins to drive it when there is room. */
export const startRun = async (
  starting: Starting,
  startable: Startable,
  given: unknown,
  options: StartOptions,
): Promise<Started | Classified> => {
  const { store, driver, clock, watchers } = starting;
  store.assertOpen();
  const input = plainInput(given);
  const problem = optionsProblem(options) ?? inputProblem(startable, input);
  if (problem !== undefined) return problem;
  const { runId = clock.id() } = options;
  const { outline, hash } = shapeOf(startable.flow.node);
  store.keepTree(hash, () => JSON.stringify(outline));
  const number = await store.freshNumber();
  const isDriven = driver.reserve(runId);
  const now = clock.now();
  const run: NewRun = {
    ...options,
    number,
    id: runId,
    workflow: startable.name,
    input,
    tree: hash,
    now,
    status: isDriven ? 'running' : 'pending',
    ...(isDriven ? { worker: store.workers.id } : {}),
  };
  let known: Started | Classified | undefined;
  store.commit.write(() => {
    known = earlier(starting, startable, options);
    if (known !== undefined) return;
    store.runs.insert(run);
    if (!isDriven) watchers.tell({ type: 'status', runId, status: 'pending', time: now });
  });
  // Only who names a run can name one that is there.
  const isSure = options.runId === undefined && options.idempotencyKey === undefined;
  const drive = (): void => {
    driver.release();
    driver.drive(rowOf(run), [], { input });
  };
  if (isSure && isDriven) drive();
  await store.commit.committed();
  if (known !== undefined) {
    if (isDriven) driver.release();
    driver.lookForWork();
    return known;
  }
  if (!isSure && isDriven) drive();
  if (!isDriven) driver.lookForWork();
  return { runId, isNew: true };
};

const rowOf = ({ now, input: _input, priority = 0, ...run }: NewRun): RunRow => ({
  ...run,
  priority,
  createdAt: now,
  updatedAt: now,
});
