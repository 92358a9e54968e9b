import type { AnyOperation, Classified, WorkflowContext } from '@strata/core';
import { RunBroken } from './container-run.ts';
import { EngineNotFound } from './engine-address.ts';
import { codeOf, messageOf, statusCodeOf, wasNeverSent } from './engine-answer.ts';
import { LimitReached } from './engine.ts';
import { PullFailed } from './pull-failed.ts';
import { RequestProblem } from './request-problem.ts';

const startIt = 'Start Docker (Linux: systemctl start docker; macOS: open -a Docker), or set DOCKER_HOST.';

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
      hint: startIt,
      mayHaveHappened: false,
    };
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

/** What the engine says about a registry, whose status it does not hand on. */
const fromRegistry = (message: string): Classified | undefined => {
  if (/toomanyrequests/i.test(message)) return { kind: 'rate_limited', message, retryAfterMs: 60_000 };
  if (/manifest unknown|not found|does not exist/i.test(message)) {
    return { kind: 'not_found', message, hint: "Check the image's name and tag; a private one needs docker login." };
  }
  if (/unauthorized|authentication required|no basic auth/i.test(message)) {
    return { kind: 'unauthenticated', message, hint: 'Log in to the registry: docker login.' };
  }
  if (/denied/i.test(message)) return { kind: 'forbidden', message, hint: 'Log in to the registry: docker login.' };
  const unreachable =
    /dial tcp|no such host|connection refused|i\/o timeout|TLS handshake|EOF|deadline exceeded|Client.Timeout/i;
  if (!unreachable.test(message)) return undefined;
  return {
    kind: 'unavailable',
    message: `the registry cannot be reached: ${message}`,
    hint: 'Check the network.',
    mayHaveHappened: false,
  };
};

/** Refusals of the runtime that come as 400 or 500, depending on the engine's version, and do not pass by themselves. */
const lasting =
  /executable file not found|permission denied|unable to find user|not a directory|no such file or directory|OCI runtime|invalid mount/i;

const fromStatus = (status: number, message: string, writes: boolean): Classified => {
  if (status === 401) return { kind: 'unauthenticated', message, hint: 'Log in to the registry: docker login.' };
  if (status === 403) return { kind: 'forbidden', message };
  if (status === 404) return missing(message);
  if (status === 409) return { kind: 'conflict', message };
  if (status === 429) return { kind: 'rate_limited', message, retryAfterMs: 60_000 };
  if (/executable file not found/i.test(message)) {
    return { kind: 'refused', message, hint: 'The image does not have this program: choose another image or command.' };
  }
  if (status < 500 || lasting.test(message)) return { kind: 'refused', message };
  return { kind: 'unavailable', message: `the Docker engine failed: ${message}`, mayHaveHappened: writes };
};

const isMissingPackage = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'code' in thrown &&
  thrown.code === 'ERR_MODULE_NOT_FOUND' &&
  thrown.message.includes('dockerode');

/** Says what an error of the engine, of the way to it, or of our own limits means; `undefined` for bugs. */
export const classifyDockerError = (
  thrown: unknown,
  operation: AnyOperation,
  ctx: WorkflowContext,
): Classified | undefined => {
  const writes = operation.effect !== 'read';
  if (thrown instanceof RunBroken) {
    const why = classifyDockerError(thrown.cause, operation, ctx);
    if (why === undefined) return undefined;
    const left =
      thrown.left === undefined
        ? why
        : { ...why, message: `${why.message}; its container is still there: ${thrown.left}` };
    return 'mayHaveHappened' in left ? { ...left, mayHaveHappened: thrown.started || thrown.left !== undefined } : left;
  }
  if (ctx.signal.aborted && statusCodeOf(thrown) === undefined)
    return { kind: 'cancelled', message: 'cancelled by the caller', mayHaveHappened: writes };
  if (thrown instanceof LimitReached) {
    return { kind: 'timed_out', message: thrown.message, limitMs: thrown.limitMs, mayHaveHappened: writes };
  }
  if (thrown instanceof RequestProblem) {
    const { path, message } = thrown;
    return { kind: 'invalid_input', message: `${path}: ${message}`, issues: [{ path, message }] };
  }
  const message = messageOf(thrown);
  if (thrown instanceof EngineNotFound) return { kind: 'unavailable', message, hint: startIt, mayHaveHappened: false };
  if (isMissingPackage(thrown))
    return { kind: 'tool_missing', message: 'dockerode is not installed', hint: 'Install it: npm install dockerode.' };
  const registry = operation.name === 'pull_image' ? fromRegistry(message) : undefined;
  if (thrown instanceof PullFailed) return registry ?? { kind: 'refused', message };
  const status = statusCodeOf(thrown);
  if (status !== undefined) return registry ?? fromStatus(status, message, writes);
  return fromConnection(thrown, message, writes);
};
