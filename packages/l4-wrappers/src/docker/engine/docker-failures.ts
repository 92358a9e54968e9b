import type { AnyOperation, Classified, WorkflowContext } from '@strata/core';
import { RunBroken, RunLimitReached } from '../containers/run-broken.ts';
import { quoteOutput } from '../containers/end-of-output.ts';
import { EngineNotFound, hintWithoutEngine } from './engine-address.ts';
import { codeOf, messageOf, statusCodeOf, wasNeverSent } from './engine-answer.ts';
import { LimitReached } from './engine.ts';
import { ExecBroken } from '../containers/exec-broken.ts';
import { nextStepFor } from './next-steps.ts';
import { checkAddress, fromOwnRules } from './own-failures.ts';
import { fromRegistry } from '../images/registry-failures.ts';
import { ReportFailed } from './report-failed.ts';

/** What to do where no engine answers. */
const startIt = (message: string): string => hintWithoutEngine(message, process.env['DOCKER_HOST']);

/** Errors of a connection that was there (Node's names for them). */
const brokenOff: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

const fromConnection = (thrown: unknown, message: string, writes: boolean): Classified | undefined => {
  const code = codeOf(thrown) ?? '';
  if (code === 'EACCES' || code === 'EPERM') {
    const hint = 'Add your user to the docker group (sudo usermod -aG docker "$USER"), then log in again.';
    return { kind: 'forbidden', message: `no access to the Docker engine: ${message}`, hint };
  }
  if (wasNeverSent(thrown)) {
    return {
      kind: 'unavailable',
      message: `the Docker engine cannot be reached: ${message}`,
      hint: startIt(message),
      mayHaveHappened: false,
    };
  }
  if (code.startsWith('HPE_')) {
    const said = `the Docker engine's answer cannot be read: ${message}`;
    return { kind: 'unexpected_answer', message: said, hint: checkAddress, mayHaveHappened: writes };
  }
  if (!brokenOff.has(code)) return undefined;
  return { kind: 'unavailable', message: `the Docker engine broke off: ${message}`, mayHaveHappened: writes };
};

const missing = (message: string): Classified => {
  const image = /no such image: (\S+)/i.exec(message)?.[1]?.replace(/:$/, '');
  if (image !== undefined)
    return { kind: 'not_found', message: `no such image: ${image}`, hint: `Pull it: pull_image with image ${image}.` };
  return { kind: 'not_found', message };
};

/** The same with what to do about it, where that is known and not said yet. */
const withNextStep = (failure: Classified): Classified => {
  const hint = failure.hint ?? nextStepFor(failure.message);
  return hint === undefined ? failure : { ...failure, hint };
};

/** Refusals of the runtime that come as 400 or 500, depending on the engine's version, and do not pass by themselves. */
const lasting =
  /executable file not found|permission denied|unable to find user|not a directory|no such file or directory|OCI runtime|invalid mount|user (?:specified|configured)|network-scoped alias|invalid/i;

/** States of the engine that stand in the way, whatever status it gives them. */
const inTheWay =
  /port is already allocated|address already in use|active endpoints|pool overlaps|already exists in network|is not running/i;

const fromStatus = (status: number, message: string, writes: boolean): Classified => {
  if (status === 401) return { kind: 'unauthenticated', message, hint: 'Log in to the registry: docker login.' };
  if (inTheWay.test(message)) return { kind: 'conflict', message };
  if (status === 403) return { kind: 'forbidden', message };
  if (status === 404) return missing(message);
  if (status === 409) return { kind: 'conflict', message };
  if (status === 429) return { kind: 'rate_limited', message, retryAfterMs: 60_000 };
  if (status < 500 || lasting.test(message)) return { kind: 'refused', message };
  return { kind: 'unavailable', message: `the Docker engine failed: ${message}`, mayHaveHappened: writes };
};

const isMissingPackage = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'code' in thrown &&
  thrown.code === 'ERR_MODULE_NOT_FOUND' &&
  thrown.message.includes('dockerode');

/** What may have happened has to say so, whatever it failed with: in a kind that can. */
const inDoubt = (why: Classified, { name }: AnyOperation, { path }: WorkflowContext): Classified => {
  if ('mayHaveHappened' in why) return { ...why, mayHaveHappened: true };
  const { message } = why;
  if (why.kind === 'rate_limited')
    return { kind: 'unavailable', message, retryAfterMs: why.retryAfterMs, mayHaveHappened: true };
  return {
    kind: 'needs_attention',
    at: path?.replace(/\/$/, '') ?? name,
    message,
    hint: lookFirst,
    mayHaveHappened: true,
  };
};

const lookFirst = 'Look for what its command has done before you do it again.';

/** How a run ended that was cut short; `undefined` when it was not, and its cause says how. */
const cutShort = (why: Classified, { cause }: RunBroken): string | undefined => {
  if (why.kind === 'cancelled') return `${why.message}; the container was stopped`;
  if (why.kind !== 'timed_out' || !(cause instanceof RunLimitReached)) return undefined;
  return `the container was stopped after ${why.limitMs} ms`;
};

const fromRun = (broken: RunBroken, operation: AnyOperation, ctx: WorkflowContext): Classified | undefined => {
  const why = classifyDockerError(broken.cause, operation, ctx);
  if (why === undefined) return undefined;
  const { started, refused, left, printed } = broken;
  const canDoubt = 'mayHaveHappened' in why;
  const hasRun = started && (canDoubt || !refused);
  const begun = hasRun && !canDoubt ? '; its command had begun' : '';
  const cut = hasRun && left === undefined ? cutShort(why, broken) : undefined;
  const still = left === undefined ? '' : `; its container is still there: ${left}`;
  const message = cut === undefined ? `${why.message}${begun}${still}` : `${cut}, and removed`;
  if (hasRun && !refused) {
    // These kinds hold no details, so that the hint is where the end of the output can be.
    const said = printed === undefined ? '' : ` ${quoteOutput(printed.stdout, printed.stderr)}`;
    return { ...inDoubt({ ...why, message }, operation, ctx), hint: `${lookFirst}${said}` };
  }
  if (hasRun || left !== undefined) return inDoubt({ ...why, message }, operation, ctx);
  return canDoubt ? { ...why, mayHaveHappened: false } : why;
};

const fromExec = (broken: ExecBroken, operation: AnyOperation, ctx: WorkflowContext): Classified | undefined => {
  const why = classifyDockerError(broken.cause, operation, ctx);
  if (why === undefined) return undefined;
  const end = broken.hasEnded ? 'had begun' : 'may be running on in its container';
  const message = broken.hasEnded && 'mayHaveHappened' in why ? why.message : `${why.message}; the command ${end}`;
  return inDoubt({ ...why, message }, operation, ctx);
};

/** Says what an error of the engine, of the way to it, or of our own limits means; `undefined` for bugs. */
export const classifyDockerError = (
  thrown: unknown,
  operation: AnyOperation,
  ctx: WorkflowContext,
): Classified | undefined => {
  const writes = operation.effect !== 'read';
  if (thrown instanceof RunBroken) return fromRun(thrown, operation, ctx);
  if (thrown instanceof ExecBroken) return fromExec(thrown, operation, ctx);
  if (ctx.signal.aborted && statusCodeOf(thrown) === undefined)
    return { kind: 'cancelled', message: 'cancelled by the caller', mayHaveHappened: writes };
  if (thrown instanceof LimitReached) {
    return { kind: 'timed_out', message: thrown.message, limitMs: thrown.limitMs, mayHaveHappened: writes };
  }
  const own = fromOwnRules(thrown, writes);
  if (own !== undefined) return own;
  const message = messageOf(thrown);
  if (thrown instanceof EngineNotFound)
    return { kind: 'unavailable', message, hint: startIt(message), mayHaveHappened: false };
  if (isMissingPackage(thrown))
    return { kind: 'tool_missing', message: 'dockerode is not installed', hint: 'Install it: npm install dockerode.' };
  const asksRegistry = operation.name === 'pull_image' || operation.name === 'push_image';
  const registry = asksRegistry ? fromRegistry(message) : undefined;
  if (thrown instanceof ReportFailed) return registry ?? withNextStep({ kind: 'refused', message });
  const status = statusCodeOf(thrown);
  if (status !== undefined) return registry ?? withNextStep(fromStatus(status, message, writes));
  return fromConnection(thrown, message, writes);
};
