import { type Classified, type Clock, succeed } from '@strata/core';
import type { Driver } from './driver.ts';
import { type Engine, type EngineResult, type Started, isEnded } from './engine.ts';
import { inheritedBy } from './fork.ts';
import type { RunRow } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';
import type { Registry } from './registry.ts';
import { noSuchRun, refuse } from './run-control.ts';
import { inputProblem } from './run-input.ts';
import { shapeOf } from './tree/past-check.ts';

interface Forking {
  readonly store: Store;
  readonly driver: Driver;
  readonly registry: Registry;
  readonly clock: Clock;
}

interface How {
  readonly from?: string | undefined;
  readonly input?: unknown;
}

/** Writes down a run that begins with what another one has done. */
const forkRun = async (
  { store, driver, registry, clock }: Forking,
  row: RunRow,
  { from, input }: How,
): Promise<Classified | Started> => {
  const { workflow, priority, agent } = row;
  const startable = registry.find(workflow);
  if (startable === undefined) return { kind: 'not_found', message: `there is no workflow '${workflow}'` };
  const given = input === undefined ? store.runs.inputOf(row.number) : input;
  const problem = inputProblem(startable, given);
  if (problem !== undefined) return problem;
  const { outline, hash } = shapeOf(startable.flow.node);
  const entries = inheritedBy(outline, [...store.entriesOf(row.number)], from);
  if ('kind' in entries) return entries;
  const { number, id } = { number: await store.freshNumber(), id: clock.id() };
  store.keepTree(hash, () => JSON.stringify(outline));
  await store.transact(() => {
    const by = agent === undefined ? {} : { agent };
    const now = clock.now();
    store.runs.insert({
      ...by,
      number,
      id,
      workflow,
      input: given,
      priority,
      now,
      tree: hash,
      status: 'pending',
      forkOf: row.id,
    });
    for (const entry of entries) store.append(number, entry.kind, entry.key, entry.value);
  });
  driver.lookForWork();
  return { runId: id, isNew: true };
};

/** Makes what begins new runs from what earlier ones have done. */
export const createForking = (forking: Forking): Pick<Engine, 'retry' | 'fork'> => {
  const { store } = forking;
  const fork = async <Name extends 'retry' | 'fork'>(
    operation: Name,
    runId: string,
    how: How,
  ): Promise<EngineResult<Started, Name>> => {
    store.sync();
    const row = store.runs.byId(runId);
    if (row === undefined) return refuse(operation, noSuchRun(runId));
    const isOver = row.status !== 'succeeded' && isEnded(row.status);
    if (operation === 'retry' && !isOver)
      return refuse(operation, { kind: 'conflict', message: `the run ${runId} is ${row.status}: it has not failed` });
    const forked = await forkRun(forking, row, how);
    return 'runId' in forked ? succeed(forked) : refuse(operation, forked);
  };
  return {
    retry: (runId) => fork('retry', runId, {}),
    fork: (runId, how) => fork('fork', runId, how),
  };
};
