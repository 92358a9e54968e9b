import { isDeepStrictEqual } from 'node:util';
import { createContext } from '@strata/core';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import type { LocalGitHub } from '@strata/l4-wrappers/local-github';

/** What a repository holds, as GitHub itself tells it. */
export interface ReadBack {
  /** Every branch with its commit; a commit names every file in it. */
  readonly branches: Readonly<Record<string, string>>;
  readonly openPullRequests: readonly number[];
  readonly comments: number;
  readonly latestPullRequest:
    | { readonly number: number; readonly tests: { readonly passed: number; readonly failed: number } }
    | undefined;
}

/** The line of the report in a pull request: `| with this change | green | 4 | 0 | 0 | …`. */
const testsIn = (body: string): { readonly passed: number; readonly failed: number } => {
  const [, passed, failed, broken] = /\| with this change \| \w+ \| (\d+) \| (\d+) \| (\d+) \|/.exec(body) ?? [];
  return { passed: Number(passed ?? 0), failed: Number(failed ?? 0) + Number(broken ?? 0) };
};

/** Reads a repository back, past everything that was remembered of it. */
export const readBack = async (local: LocalGitHub): Promise<ReadBack> => {
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url });
  const ctx = createContext();
  const { repo } = local;
  const branches = await github.execute({ operation: 'list_branches', repo }, ctx);
  const prs = await github.execute({ operation: 'list_prs', repo, state: 'all' }, ctx);
  if (!branches.success) throw new Error(branches.error.message);
  if (!prs.success) throw new Error(prs.error.message);
  const [latest] = prs.data.prs;
  const shown = latest && (await github.execute({ operation: 'get_pr', repo, number: latest.number }, ctx));
  const comments = latest && (await github.execute({ operation: 'list_comments', repo, number: latest.number }, ctx));
  return {
    branches: Object.fromEntries(branches.data.branches.map((it) => [it.branch, it.sha])),
    openPullRequests: prs.data.prs.filter((it) => it.state === 'open').map((it) => it.number),
    comments: comments?.success === true ? comments.data.count : 0,
    latestPullRequest:
      shown?.success === true ? { number: shown.data.number, tests: testsIn(shown.data.body) } : undefined,
  };
};

/** Whether two moments show the same repository. A closed pull request stays on GitHub's list, and does not count. */
export const same = (before: ReadBack, after: ReadBack): boolean =>
  isDeepStrictEqual({ ...before, latestPullRequest: undefined }, { ...after, latestPullRequest: undefined });
