import {
  type Failure,
  type OutputOf,
  type Result,
  type Secret,
  type Tool,
  type WorkflowContext,
  createContext,
  createFailure,
} from '@strata/core';
import { StoreUnusable, anyTool } from '@strata/durable';
import { CIPipelineManager, type SCMOperations, SCMWorkflowManager } from '@strata/l2-managers';
import { GitExpert, type GitOperations } from '@strata/l3-experts';
import { GitWrapper } from '@strata/l4-wrappers/git';
import type { CommandIo } from '../command-io.ts';
import type { Interruption } from '../interrupt.ts';
import { outlineOf } from '../progress/outline.ts';
import { person } from '../person.ts';
import { openCommandEngine, unusable } from '../runs/command-engine.ts';
import { followRun, goOn } from '../runs/follow-run.ts';
import { makeStoreFolder, runsCommand } from '../runs/store-place.ts';
import { UsageError } from '../usage-error.ts';
import { branchNameFor } from './branch-name.ts';
import { CallRecord } from './call-record.ts';
import { type GitHubPlace, openGitHub } from './github-place.ts';
import { isInScratch, judge, left, pullRequestOf } from './judge.ts';
import { type LocalCall, LocalCalls } from './local-calls.ts';
import { openPytest } from './pytest-place.ts';
import type { ShipDesk } from './ship-desk.ts';
import type { ShipOrder } from './ship-order.ts';
import type { GitHubUsed, NotShipped, ShipReport, StandingEffect } from './ship-report.ts';
import { ShipStopped } from './ship-stopped.ts';
import { inputOf, shipName, shipWorkflow } from './ship-workflow.ts';

/** A run that goes no further here, and has not ended: what it has made stands. */
interface Unfinished {
  readonly unfinished: Failure;
}

type Shipped = Result<OutputOf<SCMOperations, 'ship_change'>, Failure>;

/** What `ship` works with besides its order. */
export interface ShipSurroundings {
  readonly env: CommandIo['env'];
  readonly token: Secret | undefined;
  readonly desk: ShipDesk;
  readonly interruption: Interruption;
}

/** How a run ended. `abandoned`: it is still under way, and nobody waits for it any more. */
export interface ShipEnd {
  readonly report: ShipReport;
  readonly abandoned: boolean;
}

/** One run of `ship`: it begins, or goes on. */
export interface ShipJob {
  readonly runId: string;
  readonly order: ShipOrder;
  /** Absent: made from the title. */
  readonly branch?: string | undefined;
  /** The file that it is kept in. */
  readonly store: string;
  readonly isNew: boolean;
}

interface Run extends ShipSurroundings, ShipJob {
  readonly branch: string;
  readonly record: CallRecord;
  readonly local: LocalCalls;
  /** Recorded, like everything that writes. */
  readonly git: Tool<GitOperations>;
  readonly ctx: WorkflowContext;
}

/** The file that a run is kept in. One that ships to a GitHub of this process is of no use to another. */
const openStore = async ({ store }: Run, { used }: GitHubPlace): Promise<string> => {
  if (used().local) return ':memory:';
  await makeStoreFolder(store);
  return store;
};

const ship = async (run: Run, place: GitHubPlace): Promise<Shipped | Unfinished> => {
  const { order, branch, record, local, git, desk, ctx, runId } = run;
  const pytest = local.policy(record.policy(await openPytest(order, desk.say, ctx)));
  const ci = new CIPipelineManager({ git, pytest });
  const scm = new SCMWorkflowManager({ github: record.policy(place.github), ci: record.policy(ci) });
  const path = await openStore(run, place);
  await using opened = openCommandEngine({ path, workflows: { [shipName]: shipWorkflow(scm) }, only: [runId] });
  const { engine, broken } = opened;
  const tools = [anyTool(place.github), anyTool(git), anyTool(pytest), anyTool(ci)];
  const recall = async (): Promise<void> => record.recall((await engine.history(runId)) ?? [], tools);
  const begin = async (): Promise<Result<unknown, Failure>> => {
    if (!run.isNew) {
      await recall();
      return goOn(engine, runId);
    }
    const { url, local: isLocal } = place.used();
    const input = inputOf(order, { branch, sharesHistory: place.sharesHistory, ...(isLocal ? {} : { url }) });
    return engine.start(shipName, input, { runId, agent: person() });
  };
  const progress = desk.follow(outlineOf(scm.flows.ship_change.node, { run_ci: ci.flows.run_ci.node }));
  try {
    const ended = await followRun(engine, runId, begin, {
      store: run.store,
      // Whoever goes on with somebody's run need not be the one who may call it off.
      atSignal: run.isNew ? 'cancel' : 'leave',
      broken,
      show: (event) => progress.show(event),
      say: desk.say,
      decide: desk.decide(order.approve, run.interruption.request),
      signal: ctx.signal,
    });
    // What an earlier process did, and what was found instead of being made again, no call here has told.
    if (!run.isNew) await recall();
    // What the flow gives, written down and read again.
    return ended.unfinished === undefined ? (ended.outcome as Shipped) : ended;
  } finally {
    progress.end();
  }
};

/** What stops a run before its flow begins is reported like what stops the flow. */
const asFailure = (thrown: unknown, ctx: WorkflowContext): Failure => {
  if (thrown instanceof ShipStopped) return thrown.failure;
  if (thrown instanceof StoreUnusable) return createFailure('ship', unusable(thrown));
  if (ctx.signal.aborted && thrown === ctx.signal.reason)
    return createFailure('ship', { kind: 'cancelled', message: 'cancelled before it began', mayHaveHappened: false });
  return createFailure('ship', { kind: 'defect', message: String(thrown), mayHaveHappened: false });
};

/** How a run is given up: what it left running on this machine after a last while. */
interface Abandoned {
  readonly running: readonly LocalCall[];
}

/** How long what runs on this machine may take to end: it was told to when the run was, and kills what does not obey. */
const lastWhileMs = 5_000;

/** What stands of a run that has not come to its end. */
const standingIn = ({ record }: Run, reason: string): readonly StandingEffect[] =>
  record
    .standing()
    .filter(({ operation }) => !isInScratch(operation))
    .map((write) => left(write, reason));

const unfinishedReport = (
  run: Run,
  { unfinished: { kind, operation, message, hint } }: Unfinished,
): Omit<NotShipped, 'repo' | 'branch' | 'github' | 'durationMs'> => ({
  outcome: 'failed',
  ...pullRequestOf(run.record),
  error: { kind, operation, message, ...(hint === undefined ? {} : { hint }) },
  undone: [],
  notUndone: standingIn(run, 'the run has not come to its end'),
});

const abandonedReport = (
  run: Run,
  { running }: Abandoned,
  isKept: boolean,
): Omit<NotShipped, 'repo' | 'branch' | 'github' | 'durationMs'> => ({
  outcome: 'failed',
  ...pullRequestOf(run.record),
  error: {
    kind: 'cancelled',
    operation: 'ship',
    message: 'stopped before everything was taken back',
    hint: isKept
      ? `It goes on taking back with: ${runsCommand(`resume ${run.runId}`, run.store)}`
      : 'Look at what is listed as left, and remove it by hand.',
  },
  undone: [],
  notUndone: [
    ...running.map(({ operation, at }) => ({
      operation,
      at,
      what: `what ${operation} started`,
      reason: 'it did not end; it may still be running',
    })),
    ...standingIn(run, 'stopped before it was undone; it may be left'),
  ],
});

const reportOf = (
  run: Run,
  ended: Shipped | Unfinished | Abandoned,
  github: GitHubUsed,
  durationMs: number,
): ShipReport => {
  const { order, branch } = run;
  const about = { repo: order.repo, branch, github, durationMs };
  if ('running' in ended) return { ...abandonedReport(run, ended, !github.local && github.url !== ''), ...about };
  if ('unfinished' in ended) {
    // What stopped it before it made anything is told as what stops a flow.
    const isPlain = run.record.standing().length === 0;
    const failure = { record: run.record, interrupted: run.ctx.signal.aborted };
    return { ...(isPlain ? judge(ended.unfinished, failure) : unfinishedReport(run, ended)), ...about };
  }
  if (!ended.success)
    return { ...judge(ended.error, { record: run.record, interrupted: run.ctx.signal.aborted }), ...about };
  const { baseline, tests, ...made } = ended.data;
  return { outcome: 'merged', ...made, tests: { baseline, withChange: tests }, effects: [], ...about };
};

/**
 * Ships a change, or goes on with it, and reports how that went; whatever goes wrong is in the report.
 *
 * @throws UsageError when there is no GitHub to ship to.
 */
export const runShip = async (job: ShipJob, surroundings: ShipSurroundings): Promise<ShipEnd> => {
  const { desk, interruption } = surroundings;
  const { order, runId } = job;
  const ctx = createContext({ signal: interruption.signal, correlationId: runId });
  const { clock } = ctx;
  const branch = job.branch ?? branchNameFor(order.title, runId);
  const record = new CallRecord();
  const local = new LocalCalls();
  const git = local.policy(record.policy(new GitExpert(new GitWrapper())));
  const run: Run = { ...surroundings, ...job, branch, record, local, git, ctx };
  const startedMs = clock.monotonicMs();
  let place: GitHubPlace | undefined;
  const work = async (): Promise<Shipped | Unfinished> => {
    try {
      await using opened = await openGitHub(order, surroundings.token, surroundings.env, git, desk.say, ctx);
      place = opened;
      return await ship(run, opened);
    } catch (cause) {
      if (cause instanceof UsageError) throw cause;
      return { unfinished: asFailure(cause, ctx) };
    }
  };
  const giveUp = async (): Promise<Abandoned> => {
    await interruption.abandoned;
    return { running: await local.close(clock, lastWhileMs) };
  };
  const ended = await Promise.race([work(), giveUp()]);
  desk.endProgress();
  const used = place?.used() ?? { url: '', local: surroundings.token === undefined, calls: 0 };
  const report = reportOf(run, ended, used, Math.round(clock.monotonicMs() - startedMs));
  return { report, abandoned: 'running' in ended };
};
