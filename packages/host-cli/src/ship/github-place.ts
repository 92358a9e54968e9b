import {
  type Clock,
  type Failure,
  type Policy,
  type Result,
  type Secret,
  type Tool,
  type WorkflowContext,
  createPolicy,
} from '@strata/core';
import { GitHubExpert, type GitHubOperations, type GitOperations } from '@strata/l3-experts';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { type CommandIo, variable } from '../command-io.ts';
import { durationText } from '../progress/duration-text.ts';
import { UsageError } from '../usage-error.ts';
import { readBaseFiles } from './base-files.ts';
import type { GitHubUsed } from './ship-report.ts';
import type { ShipOrder } from './ship-order.ts';

/** A GitHub to ship to, for as long as it is not disposed. */
export interface GitHubPlace extends AsyncDisposable {
  readonly github: Tool<GitHubOperations>;
  /** Whether its base branch has the history of the working copy. */
  readonly sharesHistory: boolean;
  readonly used: () => GitHubUsed;
}

/** Counts what is really sent: one operation may need several requests, and a retry is another one. */
const requestCount = () => {
  let calls = 0;
  return { onRequest: (): void => void (calls += 1), calls: () => calls };
};

/** How long GitHub wants to be left alone, in milliseconds: its quota is used up, or it turned a request away. */
const waitMsOf = (answer: Result<unknown, Failure>, clock: Clock): number => {
  if (!answer.success && answer.error.kind === 'rate_limited') return answer.error.retryAfterMs;
  const { rateLimit } = answer.meta;
  return rateLimit?.remaining === 0 ? rateLimit.resetsAt - clock.now() : 0;
};

/** Tells when GitHub wants to be left alone: the wait for it may be long, and looks like a hang otherwise. */
const tellsOfWaits = (say: (text: string) => void): Policy =>
  createPolicy(() => async ({ ctx }, proceed) => {
    const answer = await proceed();
    const waitMs = waitMsOf(answer, ctx.clock);
    if (waitMs > 0) say(`GitHub's rate limit is used up: the next request can be sent in ${durationText(waitMs)}.`);
    return answer;
  });

/** A GitHub of our own has no quota to save. */
const unpaced = { rateLimit: { write: { maxConcurrent: 1, minTimeMs: 0 } } };

const realGitHub = (token: Secret, url: string, say: (text: string) => void): GitHubPlace => {
  const { onRequest, calls } = requestCount();
  const wrapper = new GitHubAPIWrapper({ token, baseUrl: url, onRequest });
  return {
    github: new GitHubExpert(tellsOfWaits(say)(wrapper)),
    sharesHistory: true,
    used: () => ({ url, local: false, calls: calls() }),
    [Symbol.asyncDispose]: async () => {},
  };
};

const localGitHub = async (order: ShipOrder, git: Tool<GitOperations>, ctx: WorkflowContext): Promise<GitHubPlace> => {
  const { LocalGitHubMissing, startLocalGitHub } = await import('@strata/l4-wrappers/local-github');
  const files = await readBaseFiles(git, order.path, ctx);
  const local = await startLocalGitHub({ repo: order.repo, base: order.base, files }).catch((cause: unknown) => {
    throw cause instanceof LocalGitHubMissing ? new UsageError(cause.message, cause.hint) : cause;
  });
  const { onRequest, calls } = requestCount();
  return {
    github: new GitHubExpert(new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, onRequest }), unpaced),
    sharesHistory: false,
    used: () => ({ url: local.url, local: true, calls: calls() }),
    [Symbol.asyncDispose]: () => local.stop(),
  };
};

/** The API of github.com (docs.github.com/rest). */
const publicApi = 'https://api.github.com';

/** The API that a token is for. */
export const urlOf = (env: CommandIo['env']): string => variable(env, 'GITHUB_API_URL') ?? publicApi;

/**
 * The real GitHub when there is a token for it. Otherwise one on this machine, which begins with the project's base
 * state and ends with the run.
 *
 * @throws UsageError when there is neither, or GITHUB_API_URL is no address.
 * @throws ShipStopped when the project has no base state.
 */
export const openGitHub = async (
  order: ShipOrder,
  token: Secret | undefined,
  env: CommandIo['env'],
  git: Tool<GitOperations>,
  say: (text: string) => void,
  ctx: WorkflowContext,
): Promise<GitHubPlace> => {
  if (token === undefined) return localGitHub(order, git, ctx);
  const url = urlOf(env);
  try {
    return realGitHub(token, url, say);
  } catch (cause) {
    if (cause instanceof TypeError)
      throw new UsageError('GITHUB_API_URL is not an http or https address without a password');
    throw cause;
  }
};
