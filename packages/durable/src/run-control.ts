import { type Classified, type Clock, type Failure, type Result, createFailure, fail, succeed } from '@strata/core';
import type { Driver } from './driver.ts';
import { type By, type Engine, type EngineResult, isEnded } from './engine.ts';
import type { Gates } from './gates.ts';
import type { RunChange, RunRow } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';
import type { Registry } from './registry.ts';
import { wrongOutput } from './resolution-check.ts';
import type { Resolution } from './runtime/known.ts';
import type { Watchers } from './watchers.ts';

/** What is done to runs from outside. */
export type RunControl = Pick<Engine, 'cancel' | 'pause' | 'resume' | 'decide' | 'delegate' | 'signal' | 'resolve'>;

interface Controlled {
  readonly store: Store;
  readonly driver: Driver;
  readonly gates: Gates;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly watchers: Watchers;
}

export const refuse = <Name extends string>(operation: Name, why: Classified): Result<never, Failure<Name>> =>
  fail(createFailure(operation, why));

export const noSuchRun = (runId: string): Classified => ({ kind: 'not_found', message: `there is no run ${runId}` });

const hasEnded = ({ id, status }: RunRow): Classified => conflict(`the run ${id} has ended: it is ${status}`);

const conflict = (message: string): Classified => ({ kind: 'conflict', message });

/** Something was written down about a run: whoever drives it reads it, or it is taken up again. */
const hear = ({ driver }: Controlled, { number }: RunRow): void => {
  driver.liveOf(number)?.catchUp();
  driver.lookForWork();
};

/** What cannot be written down is refused before anything is. */
const unwritable = (path: string, value: unknown): Classified | undefined => {
  try {
    JSON.stringify(value);
    return undefined;
  } catch (thrown) {
    const message = `it is not JSON: ${String(thrown)}`;
    return { kind: 'invalid_input', message, issues: [{ path, message }] };
  }
};

const write = async (
  controlled: Controlled,
  row: RunRow,
  kind: 'sent' | 'resolved',
  key: string,
  value: unknown,
  whyNot: () => Classified | undefined = () => undefined,
): Promise<Classified | typeof done> => {
  const { store, clock } = controlled;
  let refused: Classified | undefined;
  await store.transact(() => {
    const now = store.runs.byNumber(row.number);
    refused = now === undefined || isEnded(now.status) ? hasEnded(now ?? row) : whyNot();
    if (refused !== undefined) return;
    store.append(row.number, kind, key, value);
    store.wake(row.number, clock.now());
  });
  if (refused !== undefined) return refused;
  hear(controlled, row);
  return done;
};

const done = { kind: 'done', done: undefined } as const;

/** Changes a run as it is at that moment, and tells what has become of its status. */
const change = async (
  { store, driver, clock, watchers }: Controlled,
  { number, id }: RunRow,
  act: (row: RunRow) => Classified | (RunChange & { readonly kind?: never }),
): Promise<Classified | typeof done> => {
  const time = clock.now();
  let refused: Classified | undefined;
  await store.transact(() => {
    const row = store.runs.byNumber(number);
    const answer = row === undefined ? noSuchRun(id) : isEnded(row.status) ? hasEnded(row) : act(row);
    if (answer.kind !== undefined) {
      refused = answer;
      return;
    }
    store.runs.change(number, answer, time);
    // Before anybody can take it up again.
    if (answer.status !== undefined) watchers.tell({ type: 'status', runId: id, status: answer.status, time });
  });
  if (refused !== undefined) return refused;
  driver.lookForWork();
  return done;
};

/** Writes down what is wanted of a run, which outlives whoever drives it, and tells them. */
const want = async (
  controlled: Controlled,
  row: RunRow,
  what: 'cancel' | 'pause',
  { by, comment }: By,
): Promise<Classified | typeof done> => {
  const { driver, clock } = controlled;
  const wanted = { what, by, at: clock.now(), ...(comment === undefined ? {} : { comment }) };
  const answer = await change(controlled, row, ({ status, wanted: earlier }) => {
    if (what === 'pause' && earlier?.what === 'cancel') return conflict(`the run ${row.id} is being cancelled`);
    if (what === 'pause') return { wanted, ...(status === 'running' ? {} : { status: 'paused', wakeAt: null }) };
    const evenBlocked = status === 'blocked' || earlier?.evenBlocked === true;
    const asked = evenBlocked ? { ...wanted, evenBlocked } : wanted;
    return { wanted: asked, ...(status === 'running' ? {} : { status: 'pending', wakeAt: null, problem: null }) };
  });
  const live = answer.kind === 'done' ? driver.liveOf(row.number) : undefined;
  if (what === 'cancel') live?.cancel();
  else live?.stop('it was paused', { abort: false });
  return answer;
};

/** Lets a run go on that has stopped, or was about to. */
const again = (controlled: Controlled, row: RunRow): Promise<Classified | typeof done> =>
  change(controlled, row, ({ status, wanted }) => {
    // Whoever wanted it cancelled wants that still.
    const withdrawn = wanted?.what === 'cancel' ? {} : { wanted: null };
    if (status === 'paused' || status === 'blocked')
      return { ...withdrawn, status: 'pending', problem: null, wakeAt: null };
    if (wanted?.what === 'pause') return withdrawn;
    return conflict(`the run ${row.id} is ${status}: there is nothing to resume`);
  });

/** Answers what only a person can settle: of two who answer at once one is heard, and the other is told. */
const settleBy = async (
  controlled: Controlled,
  row: RunRow,
  at: string,
  resolution: Resolution,
): Promise<Classified | typeof done> => {
  const { store } = controlled;
  const settled = (): Classified | undefined => {
    if (store.runs.byNumber(row.number)?.attention?.[at] === undefined)
      return { kind: 'not_found', message: `nothing at '${at}' waits for an answer` };
    const last = store.lastAt(row.number, at, ['attention', 'resolved']);
    // Written under its kind with this value.
    if (last?.kind === 'resolved') return conflict(`${(last.value as Resolution).by} has answered at '${at}' already`);
    return undefined;
  };
  return write(controlled, row, 'resolved', at, resolution, settled);
};

/** Makes what is done to runs from outside. */
export const createRunControl = (controlled: Controlled): RunControl => {
  const { store, gates } = controlled;

  /** Does something to a run that has not ended. */
  const onRun = async <Data, Name extends string>(
    operation: Name,
    runId: string,
    act: (row: RunRow) => Promise<Classified | { readonly kind: 'done'; readonly done: Data }>,
  ): Promise<EngineResult<Data, Name>> => {
    store.sync();
    const row = store.runs.byId(runId);
    if (row === undefined) return refuse(operation, noSuchRun(runId));
    if (isEnded(row.status)) return refuse(operation, hasEnded(row));
    const answer = await act(row);
    return answer.kind === 'done' ? succeed(answer.done) : refuse(operation, answer);
  };
  return {
    cancel: (runId, by) => onRun('cancel', runId, (row) => want(controlled, row, 'cancel', by)),
    pause: (runId, by) => onRun('pause', runId, (row) => want(controlled, row, 'pause', by)),
    resume: (runId) => onRun('resume', runId, (row) => again(controlled, row)),
    decide: (runId, gate, ballot) =>
      onRun('decide', runId, async (row) => {
        const answer = await gates.vote(row, gate, ballot);
        if (answer.kind !== 'done') return answer;
        const { decision, ...state } = answer.done;
        if (decision !== undefined) hear(controlled, row);
        return { kind: 'done', done: state };
      }),
    delegate: (runId, gate, from, to) => onRun('delegate', runId, (row) => gates.delegate(row, gate, from, to)),
    signal: (runId, name, message) =>
      onRun(
        'signal',
        runId,
        async (row) => unwritable('', message) ?? write(controlled, row, 'sent', name, message ?? null),
      ),
    resolve: (runId, at, resolution) =>
      onRun(
        'resolve',
        runId,
        async (row) =>
          unwritable('output', resolution) ??
          (await wrongOutput(controlled, row, at, resolution)) ??
          settleBy(controlled, row, at, resolution),
      ),
  };
};
