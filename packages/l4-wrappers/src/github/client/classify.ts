import { type AnyOperation, type Classified, type Secret, type WorkflowContext, redact } from '@strata/core';
import { CallFailed, Objection } from './call-failed.ts';
import { oneLine } from './call-problem.ts';
import { classifyAnswer } from './classify-answer.ts';

/** Where the wrapper is connected to, as far as messages need it. */
export interface Connection {
  readonly token: Secret | undefined;
  readonly baseUrl: string;
}

/** Codes of connections that were never made, so that nothing can have been sent: the platform's and undici's. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const networkHint = 'Check the network, and that GITHUB_API_URL names the right host.';

const classifyCall = ({ about, changes, problem }: CallFailed, connection: Connection, now: number): Classified => {
  switch (problem.kind) {
    case 'cancelled':
      return { kind: 'cancelled', message: `cancelled while at ${about}`, mayHaveHappened: changes };
    case 'timed_out': {
      const { limitMs } = problem;
      const message = `GitHub did not answer within ${limitMs} ms about ${about}`;
      return {
        kind: 'timed_out',
        message,
        hint: 'Try again, or allow more time with timeoutMs.',
        limitMs,
        mayHaveHappened: changes,
      };
    }
    case 'no_answer': {
      const message = `no answer from ${connection.baseUrl}: ${problem.message}${problem.code === '' ? '' : ` (${problem.code})`}`;
      return {
        kind: 'unavailable',
        message,
        hint: networkHint,
        mayHaveHappened: changes && !neverConnected.has(problem.code),
      };
    }
    case 'cut':
      return {
        kind: 'unavailable',
        message: `GitHub's answer about ${about} broke off`,
        hint: 'Try again.',
        mayHaveHappened: changes,
      };
    case 'unreadable': {
      const message = `GitHub's answer about ${about} cannot be read: ${problem.message}`;
      const hint = 'Check that GITHUB_API_URL names the API of a GitHub, and not a proxy or its web pages.';
      return { kind: 'unexpected_answer', message, hint, mayHaveHappened: changes };
    }
    case 'answered':
      return classifyAnswer({ about, changes, ...problem }, connection.token !== undefined, now);
    default:
      return problem satisfies never;
  }
};

/** What is no error of GitHub is a mistake in strata, whose words may hold a token all the same. */
const defectOf = (thrown: unknown, operation: AnyOperation): Classified => ({
  kind: 'defect',
  message: oneLine(String(thrown)),
  mayHaveHappened: operation.effect !== 'read',
});

/** Makes what turns everything that is thrown into a failure, without the token in any of its texts. */
export const createClassify =
  (connection: Connection) =>
  (thrown: unknown, operation: AnyOperation, ctx: WorkflowContext): Classified => {
    const failure =
      thrown instanceof Objection
        ? thrown.failure
        : thrown instanceof CallFailed
          ? classifyCall(thrown, connection, ctx.clock.now())
          : defectOf(thrown, operation);
    if (connection.token === undefined) return failure;
    const secrets = [connection.token];
    const hint = failure.hint === undefined ? {} : { hint: redact(failure.hint, secrets) };
    return { ...failure, message: redact(failure.message, secrets), ...hint };
  };
