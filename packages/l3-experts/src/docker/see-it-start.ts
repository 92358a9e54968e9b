import {
  type AnyTool,
  type Call,
  type Failure,
  type Policy,
  type Result,
  type WorkflowContext,
  createFailure,
  createPolicy,
  fail,
  sleepFor,
} from '@strata/core';
import { quoteOutput } from '@strata/l4-wrappers/docker';
import { z } from 'zod';
import { parseOptions } from '../policies/policy-options.ts';
import { readRun } from './run-request.ts';

type Answer = Result<unknown, Failure>;

const optionsSchema = z.strictObject({
  healthyWithinMs: z.int().positive().default(30_000),
  settleMs: z.int().nonnegative().default(300),
  cleanupOnFailure: z.boolean().default(true),
});

/** How a container that is not waited for is seen to start well. */
export interface SeeItStartOptions {
  /** How long it may take until its check says that it is well, in milliseconds. @default 30_000 */
  readonly healthyWithinMs?: number;
  /** How long it has to go on running, without being started again, in milliseconds; 0: it is looked at only once. @default 300 */
  readonly settleMs?: number;
  /** Whether one that did not start well is removed. @default true */
  readonly cleanupOnFailure?: boolean;
}

type Plan = z.output<typeof optionsSchema>;

const startedShape = z.object({ status: z.literal('running'), containerId: z.string() });
const shownShape = z.object({
  state: z.string(),
  exitCode: z.number().nullable(),
  health: z.string().nullable(),
  restarts: z.number(),
  startedAt: z.string().nullable(),
});
const logsShape = z.object({ stdout: z.string(), stderr: z.string() });

/** Asks about the container under a name of its own: it is neither the run's call, nor of interest to its listener. */
const askFor = (ctx: WorkflowContext): WorkflowContext => {
  const { onPart: _onPart, callId: _callId, ...own } = ctx;
  return own;
};

/** What was seen of a start: that it went well, that it did not, or nothing. */
type Sight =
  | { readonly seen: 'well' }
  | { readonly seen: 'bad'; readonly problem: Failure }
  | { readonly seen: 'nothing'; readonly problem: Failure };

/** Failures that say something of the container, or that nobody waits for it any more; others say something of the way to it. */
const verdicts: ReadonlySet<Failure['kind']> = new Set(['refused', 'not_found', 'cancelled']);

const sightOf = (problem: Failure, isVerdict: boolean): Sight => ({ seen: isVerdict ? 'bad' : 'nothing', problem });

type Shown = z.output<typeof shownShape>;

/** What the container is now, or what kept one from seeing it. */
const lookAt = async (tool: AnyTool, container: string, ctx: WorkflowContext): Promise<Shown | Sight> => {
  const request = { operation: 'inspect_container', container };
  const shown = await tool.execute(request, ctx);
  return shown.success ? shownShape.parse(shown.data) : sightOf(shown.error, verdicts.has(shown.error.kind));
};

/** A container that the engine has to start again has ended; that it runs between two of its ends says nothing. */
const startedAgain = (container: string, { state, exitCode, restarts }: Shown): Sight => {
  const message = `the container ${container} has ended, and was started again`;
  const details = { status: state, exitCode, restarts };
  return sightOf(createFailure('run_container', { kind: 'refused', message, details }), true);
};

/** What a wait that had its time comes to: a bad start, if only the container could be seen at its end and is not well. */
const lookAtLast = async (tool: AnyTool, container: string, problem: Failure, ctx: WorkflowContext): Promise<Sight> => {
  const last = await lookAt(tool, container, ctx);
  if ('seen' in last) return last;
  const isWell = last.state === 'running' && (last.health === null || last.health === 'healthy');
  return isWell ? { seen: 'well' } : sightOf(problem, true);
};

/** Looks whether the container has started well. */
const lookAtStart = async (tool: AnyTool, container: string, plan: Plan, ctx: WorkflowContext): Promise<Sight> => {
  const first = await lookAt(tool, container, ctx);
  if ('seen' in first) return first;
  if (plan.settleMs > 0) await sleepFor(ctx.clock, plan.settleMs, ctx.signal);
  const shown = plan.settleMs > 0 ? await lookAt(tool, container, ctx) : first;
  if ('seen' in shown) return shown;
  const isSameLife = shown.restarts === first.restarts && shown.startedAt === first.startedAt;
  if (!isSameLife || shown.state === 'restarting') return startedAgain(container, shown);
  // One that has done its work already has started well.
  if (shown.state === 'exited' && shown.exitCode === 0) return { seen: 'well' };
  const wait = { operation: 'wait_for_health', container, timeoutMs: plan.healthyWithinMs };
  const waited = await tool.execute(wait, ctx);
  if (waited.success) return { seen: 'well' };
  if (waited.error.kind === 'timed_out') return lookAtLast(tool, container, waited.error, ctx);
  return sightOf(waited.error, verdicts.has(waited.error.kind));
};

const logCharacters = 2000;

/** What it printed last, while it is there; `undefined` when that cannot be had. */
const lastWords = async (tool: AnyTool, container: string, ctx: WorkflowContext): Promise<string | undefined> => {
  const request = { operation: 'get_container_logs', container, tailLines: 50, maxOutputBytes: 65_536 };
  const answer = await tool.execute(request, ctx);
  const logs = answer.success ? logsShape.safeParse(answer.data).data : undefined;
  return logs && `${logs.stdout}${logs.stderr}`.slice(-logCharacters);
};

/** The failure of a run whose container is still there: a write that has to be looked for, and taken back. */
const leftBehind = (container: string, problem: Failure, ctx: WorkflowContext): Failure => {
  const message = `the container did not start well, it is still there as ${container}: ${problem.message}`;
  if (problem.kind === 'cancelled') return { ...problem, operation: 'run_container', message, mayHaveHappened: true };
  const at = ctx.path?.replace(/\/$/, '') ?? 'run_container';
  const hint = 'Look at its log with get_container_logs, and remove it.';
  return createFailure('run_container', { kind: 'needs_attention', message, hint, at, mayHaveHappened: true });
};

/** The run's failure: what became of its container, and what it had printed. */
const badStart = async (
  tool: AnyTool,
  container: string,
  problem: Failure,
  plan: Plan,
  ctx: WorkflowContext,
): Promise<Answer> => {
  // Under a signal of its own: the caller's may be the reason.
  const own = askFor({ ...ctx, signal: new AbortController().signal });
  const log = await lastWords(tool, container, own);
  const remove = { operation: 'remove_container', container, force: true, volumes: true };
  const isGone = plan.cleanupOnFailure && (await tool.execute(remove, own)).success;
  if (!isGone) return fail(leftBehind(container, problem, ctx));
  const message = `the container did not start well, it was removed: ${problem.message}`;
  // Its log is gone with it, and not everybody is shown details.
  const hint = log === undefined ? 'Its log could not be read.' : quoteOutput(log);
  if (problem.kind === 'cancelled' || problem.kind === 'timed_out')
    return fail({ ...problem, operation: 'run_container', message, hint, mayHaveHappened: false });
  const said = 'details' in problem && typeof problem.details === 'object' ? problem.details : {};
  const details = { ...said, ...(log === undefined ? {} : { log }) };
  return fail(createFailure('run_container', { kind: 'refused', message, hint, details }));
};

/** Nothing was seen of a container that runs, for all that is known: it is left alone, and its run is in doubt. */
const unseen = (container: string, problem: Failure): Failure =>
  createFailure('run_container', {
    kind: 'unavailable',
    message: `the container ${container} was started, but could not be looked at: ${problem.message}`,
    hint: 'Look at it yourself: inspect_container says whether it runs.',
    mayHaveHappened: true,
    ...('retryAfterMs' in problem && problem.retryAfterMs !== undefined ? { retryAfterMs: problem.retryAfterMs } : {}),
  });

const seen = async (tool: AnyTool, call: Call, started: Answer, plan: Plan): Promise<Answer> => {
  const container = started.success ? startedShape.safeParse(started.data).data?.containerId : undefined;
  if (container === undefined) return started;
  const sight = await lookAtStart(tool, container, plan, askFor(call.ctx));
  if (sight.seen === 'well') return started;
  if (sight.seen === 'nothing') return fail(unseen(container, sight.problem), started.meta);
  return { ...(await badStart(tool, container, sight.problem, plan, call.ctx)), meta: started.meta };
};

/**
 * Sees a container that is not waited for start well: it goes on running for a moment, without being started again, or
 * ends well, and its check says that it is well. One that does not is removed, and the run has failed, with what the container had printed. Where it
 * is still there the failure says that the run may have happened: one that could not be removed, or was not to be, is
 * `needs_attention`; one that could not be looked at is left alone, and `unavailable`.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const seeItStart = (options: SeeItStartOptions = {}): Policy => {
  const plan = parseOptions('start', optionsSchema, options);
  return createPolicy((tool) => async (call, proceed) => {
    const answer = await proceed();
    return readRun(call)?.detached === true ? seen(tool, call, answer, plan) : answer;
  });
};
