import {
  type Failure,
  type OutputOf,
  type Result,
  type Secret,
  type Tool,
  type WorkflowContext,
  createContext,
  createFailure,
  createMemoryRuntime,
  fail,
} from '@strata/core';
import { CIPipelineManager, type SCMOperations, SCMWorkflowManager } from '@strata/l2-managers';
import { GitExpert, type GitOperations } from '@strata/l3-experts';
import { GitWrapper } from '@strata/l4-wrappers/git';
import type { CommandIo } from '../command-io.ts';
import type { Interruption } from '../interrupt.ts';
import { outlineOf } from '../progress/outline.ts';
import { UsageError } from '../usage-error.ts';
import { branchNameFor } from './branch-name.ts';
import { CallRecord } from './call-record.ts';
import { type GitHubPlace, openGitHub } from './github-place.ts';
import { isInScratch, judge, left, pullRequestOf } from './judge.ts';
import { type LocalCall, LocalCalls } from './local-calls.ts';
import { openPytest } from './pytest-place.ts';
import type { ShipDesk } from './ship-desk.ts';
import type { ShipOrder } from './ship-order.ts';
import type { GitHubUsed, NotShipped, ShipReport } from './ship-report.ts';
import { ShipStopped } from './ship-stopped.ts';

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

interface Run extends ShipSurroundings {
  readonly order: ShipOrder;
  readonly branch: string;
  readonly record: CallRecord;
  readonly local: LocalCalls;
  /** Recorded, like everything that writes. */
  readonly git: Tool<GitOperations>;
  readonly ctx: WorkflowContext;
}

const ship = async (run: Run, place: GitHubPlace): Promise<Shipped> => {
  const { order, branch, record, local, git, desk, ctx } = run;
  const pytest = local.policy(record.policy(await openPytest(order, desk.say, ctx)));
  const ci = new CIPipelineManager({ git, pytest });
  const scm = new SCMWorkflowManager({ github: record.policy(place.github), ci: record.policy(ci) });
  const progress = desk.follow(outlineOf(scm.flows.ship_change.node, { run_ci: ci.flows.run_ci.node }));
  const decide = desk.decide(order.approve, run.interruption.request);
  const runtime = createMemoryRuntime({ clock: ctx.clock, decide });
  try {
    return await scm.execute(
      {
        operation: 'ship_change',
        repo: order.repo,
        path: order.path,
        title: order.title,
        branch,
        base: order.base,
        basedOnTip: place.sharesHistory,
        ...(order.patch === undefined ? {} : { patch: order.patch }),
        ...(order.minCoverage === undefined ? {} : { minCoverage: order.minCoverage }),
      },
      { ...ctx, runtime, emit: (event) => progress.show(event) },
    );
  } finally {
    progress.end();
  }
};

/** What stops a run before its flow begins is reported like what stops the flow. */
const asFailure = (thrown: unknown, ctx: WorkflowContext): Failure => {
  if (thrown instanceof ShipStopped) return thrown.failure;
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

const abandonedReport = (
  { record }: Run,
  { running }: Abandoned,
): Omit<NotShipped, 'repo' | 'branch' | 'github' | 'durationMs'> => ({
  outcome: 'failed',
  ...pullRequestOf(record),
  error: {
    kind: 'cancelled',
    operation: 'ship',
    message: 'stopped before everything was taken back',
    hint: 'Look at what is listed as left, and remove it by hand.',
  },
  undone: [],
  notUndone: [
    ...running.map(({ operation, at }) => ({
      operation,
      at,
      what: `what ${operation} started`,
      reason: 'it did not end; it may still be running',
    })),
    ...record
      .standing()
      .filter(({ operation }) => !isInScratch(operation))
      .map((write) => left(write, 'stopped before it was undone; it may be left')),
  ],
});

const reportOf = (run: Run, ended: Shipped | Abandoned, github: GitHubUsed, durationMs: number): ShipReport => {
  const { order, branch } = run;
  const about = { repo: order.repo, branch, github, durationMs };
  if ('running' in ended) return { ...abandonedReport(run, ended), ...about };
  if (!ended.success)
    return { ...judge(ended.error, { record: run.record, interrupted: run.ctx.signal.aborted }), ...about };
  const { baseline, tests, ...made } = ended.data;
  return { outcome: 'merged', ...made, tests: { baseline, withChange: tests }, effects: [], ...about };
};

/**
 * Ships a change and reports how that went; whatever goes wrong is in the report.
 *
 * @throws UsageError when there is no GitHub to ship to.
 */
export const runShip = async (order: ShipOrder, surroundings: ShipSurroundings): Promise<ShipEnd> => {
  const { desk, interruption } = surroundings;
  const ctx = createContext({ signal: interruption.signal });
  const { clock, correlationId } = ctx;
  const branch = order.branch ?? branchNameFor(order.title, correlationId);
  const record = new CallRecord();
  const local = new LocalCalls();
  const git = local.policy(record.policy(new GitExpert(new GitWrapper())));
  const run: Run = { ...surroundings, order, branch, record, local, git, ctx };
  const startedMs = clock.monotonicMs();
  let place: GitHubPlace | undefined;
  const work = async (): Promise<Shipped> => {
    try {
      await using opened = await openGitHub(order, surroundings.token, surroundings.env, git, desk.say, ctx);
      place = opened;
      return await ship(run, opened);
    } catch (cause) {
      if (cause instanceof UsageError) throw cause;
      return fail(asFailure(cause, ctx));
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
