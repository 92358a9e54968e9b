import type { Octokit } from '@octokit/rest';
import type { HandlerContext } from '@strata/core';
import { type AnswerHeaders, CallFailed, type CallProblem } from './call-failed.ts';
import { oneLine, problemOf, unusable } from './call-problem.ts';
import { type Fetch, conditionally } from './conditional-fetch.ts';
import { rateLimitOf } from './rate-limit.ts';

/** What Octokit is given with each request. */
export interface RequestOptions {
  readonly signal: AbortSignal;
  /** In the place of the wrapper's own: what has not changed is not fetched again. */
  readonly fetch?: Fetch;
}

/** What Octokit answers. */
export interface Answer<Data> {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly data: Data;
}

/**
 * Sends one request. `about` names what it is about (`branch 'x' of octo/app`), for messages. `read` takes what is
 * needed out of the answer; what it throws means that the answer is not what GitHub documents.
 */
export type Send = <Data, Read>(
  ctx: HandlerContext,
  about: string,
  call: (request: RequestOptions) => Promise<Answer<Data>>,
  read: (data: Data, headers: AnswerHeaders) => Read,
) => Promise<Read>;

/** GitHub as the handlers see it: Octokit's routes, and two ways to send. */
export interface GitHubClient {
  readonly rest: Octokit['rest'];
  /** How many items a page of a list has, 1 to 100. */
  readonly perPage: number;
  /** For what changes nothing that anybody sees: reads, and git objects that no branch leads to yet. */
  readonly ask: Send;
  /** For the request that has the operation's effect. When it brings no answer, the effect may be there. */
  readonly change: Send;
}

const redirected = ({ status, headers }: Answer<unknown>): CallProblem => ({
  kind: 'answered',
  status,
  said: '',
  headers,
});

const createSend =
  (changes: boolean, timeoutMs: number, send: Fetch): Send =>
  async (ctx, about, call, read) => {
    // Nothing was sent yet, so nothing can have happened.
    if (ctx.signal.aborted) throw new CallFailed(about, false, { kind: 'cancelled' });
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    let isOutOfTime = false;
    const stopTimer = ctx.clock.after(timeoutMs, () => {
      isOutOfTime = true;
      abort();
    });
    ctx.signal.addEventListener('abort', abort, { once: true });
    const report = (headers: AnswerHeaders): void => {
      const rateLimit = rateLimitOf(headers, ctx.clock.now());
      if (rateLimit !== undefined) ctx.reportRateLimit(rateLimit);
    };
    let answer: Answer<unknown> | undefined;
    try {
      const given = await call(
        ctx.revalidation === undefined
          ? { signal: stop.signal }
          : { signal: stop.signal, fetch: conditionally(send, ctx.revalidation) },
      );
      answer = given;
      report(given.headers);
      // Octokit takes everything below 400 for a success; fetch has followed whatever redirection can be followed.
      if (given.status >= 300) throw new CallFailed(about, changes, redirected(given));
      // Octokit gives an answer that broke off as text.
      if (given.status === 204 || typeof given.data === 'object') return read(given.data, given.headers);
    } catch (thrown) {
      if (thrown instanceof CallFailed) throw thrown;
      if (answer !== undefined)
        throw new CallFailed(about, changes, { kind: 'unreadable', message: oneLine(String(thrown)) });
      const problem = problemOf(thrown);
      if (problem.kind === 'answered') {
        report(problem.headers);
        throw new CallFailed(about, changes, problem);
      }
      if (!stop.signal.aborted) throw new CallFailed(about, changes, problem);
    } finally {
      stopTimer();
      ctx.signal.removeEventListener('abort', abort);
    }
    if (isOutOfTime) throw new CallFailed(about, changes, { kind: 'timed_out', limitMs: timeoutMs });
    if (stop.signal.aborted) throw new CallFailed(about, changes, { kind: 'cancelled' });
    throw new CallFailed(about, changes, unusable(answer?.headers ?? {}));
  };

/** Makes a client. `timeoutMs` is the time limit of each request, its whole answer included. */
export const createGitHubClient = (
  octokit: Octokit,
  options: { readonly timeoutMs: number; readonly perPage: number; readonly send: Fetch },
): GitHubClient => ({
  rest: octokit.rest,
  perPage: options.perPage,
  ask: createSend(false, options.timeoutMs, options.send),
  change: createSend(true, options.timeoutMs, options.send),
});
