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
  /** How long it has to go on running, in milliseconds; 0: it is not looked at again. @default 300 */
  readonly settleMs?: number;
  /** Whether one that did not start well is removed. @default true */
  readonly cleanupOnFailure?: boolean;
}

type Plan = z.output<typeof optionsSchema>;

const startedShape = z.object({ status: z.literal('running'), containerId: z.string() });
const shownShape = z.object({ state: z.string(), exitCode: z.number().nullable() });
const logsShape = z.object({ stdout: z.string(), stderr: z.string() });

/** Asks about the container under a name of its own: it is neither the run's call, nor of interest to its listener. */
const askFor = (ctx: WorkflowContext): WorkflowContext => {
  const { onPart: _onPart, callId: _callId, ...own } = ctx;
  return own;
};

/** Why the container has not started well; `undefined` when it has. */
const problemOf = async (
  tool: AnyTool,
  container: string,
  plan: Plan,
  ctx: WorkflowContext,
): Promise<Failure | undefined> => {
  if (plan.settleMs > 0) await sleepFor(ctx.clock, plan.settleMs, ctx.signal);
  const shown = await tool.execute({ operation: 'inspect_container', container } as { operation: string }, ctx);
  if (!shown.success) return shown.error;
  const { state, exitCode } = shownShape.parse(shown.data);
  // One that has done its work already has started well.
  if (state === 'exited' && exitCode === 0) return undefined;
  const wait = { operation: 'wait_for_health', container, timeoutMs: plan.healthyWithinMs };
  const waited = await tool.execute(wait, ctx);
  return waited.success ? undefined : waited.error;
};

const logCharacters = 2000;

/** What it printed last, while it is there. */
const lastWords = async (tool: AnyTool, container: string, ctx: WorkflowContext): Promise<string> => {
  const request = { operation: 'get_container_logs', container, tailLines: 50, maxOutputBytes: 65_536 };
  const answer = await tool.execute(request, ctx);
  const logs = answer.success ? logsShape.safeParse(answer.data).data : undefined;
  return logs === undefined ? '' : `${logs.stdout}${logs.stderr}`.slice(-logCharacters);
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
  const left = isGone ? 'it was removed' : `it is still there as ${container}`;
  const message = `the container did not start well, ${left}: ${problem.message}`;
  if (problem.kind === 'cancelled' || problem.kind === 'timed_out' || problem.kind === 'unavailable')
    return fail({ ...problem, operation: 'run_container', message, mayHaveHappened: !isGone });
  const said = 'details' in problem && typeof problem.details === 'object' ? problem.details : {};
  const hint = 'Look at its log, in the details.';
  return fail(createFailure('run_container', { kind: 'refused', message, hint, details: { ...said, log } }));
};

const seen = async (tool: AnyTool, call: Call, started: Answer, plan: Plan): Promise<Answer> => {
  const container = started.success ? startedShape.safeParse(started.data).data?.containerId : undefined;
  if (container === undefined) return started;
  const problem = await problemOf(tool, container, plan, askFor(call.ctx));
  if (problem === undefined) return started;
  return { ...(await badStart(tool, container, problem, plan, call.ctx)), meta: started.meta };
};

/**
 * Sees a container that is not waited for start well: it goes on running for a moment, or ends well, and its check says
 * that it is well. One that does not is removed, and the run has failed, with what the container had printed.
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
