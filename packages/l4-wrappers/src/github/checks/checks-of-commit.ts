import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import type { checkRun } from './check-run.ts';
import { type commitStatus, statusesOf } from './commit-status.ts';
import { enclosedList } from '../client/enclosed-list.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { checkRunsOf } from './list-check-runs.ts';
import { listItems } from '../client/paging.ts';
import { coordinatesOf } from '../repository/repository.ts';

/** A check run or a status, whichever way a commit is reported on. */
export const check = z.object({
  name: z.string().describe("The check run's name, or the status's context."),
  kind: z.enum(['check_run', 'status']),
  state: z.enum(['pending', 'success', 'failure']).describe('What it comes to; neutral and skipped count as success.'),
  said: z.string().describe("In GitHub's own word: `in_progress`, `timed_out`, `error`."),
  url: z.string().nullable(),
});

/** A check run or a status, whichever way a commit is reported on. */
export type Check = z.output<typeof check>;

/** How check runs end that let a pull request be merged ("About status checks"). */
const good: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped']);

const ofRun = ({ name, status, conclusion, url }: z.output<typeof checkRun>): Check => {
  const state = conclusion === null ? 'pending' : good.has(conclusion) ? 'success' : 'failure';
  return { name, kind: 'check_run', state, said: conclusion ?? status, url };
};

const ofStatus = ({ context, state: said, targetUrl }: z.output<typeof commitStatus>): Check => {
  const state = said === 'error' ? 'failure' : said;
  return { name: context, kind: 'status', state, said, url: targetUrl };
};

/** As many as are looked at; a commit has a thousand statuses of each context at most. */
const maxResults = 1000;

/** Everything that is reported of a commit, and which commit that is: a branch may move while one waits. */
export const checksOf = async (
  github: GitHubClient,
  ctx: HandlerContext,
  repo: string,
  ref: string,
): Promise<{ readonly sha: string; readonly checks: readonly Check[] }> => {
  const { sha, items: statuses } = await statusesOf(github, ctx, { repo, ref, maxResults });
  const { items: runs } = await checkRunsOf(github, ctx, { repo, ref: sha, latest: true, maxResults });
  return { sha, checks: [...runs.map(ofRun), ...statuses.map(ofStatus)] };
};

/**
 * Whether an app is still at work on the commit. Between two jobs of which one needs the other all runs that there are
 * have ended; only their suite says that more will come. A suite that never had a run waits for ever, and does not count.
 */
export const isMoreToCome = async (github: GitHubClient, ctx: HandlerContext, repo: string, sha: string) => {
  const open = await listItems(github, ctx, {
    about: `commit '${sha}' in ${repo}`,
    maxResults: 1,
    isSifted: true,
    call: async (page, request) =>
      enclosedList(
        await github.rest.checks.listSuitesForRef({ ...coordinatesOf(repo), ref: sha, ...page, request }),
        (data) => data.check_suites,
      ),
    read: (suite) => (suite.status !== 'completed' && suite.latest_check_runs_count !== 0 ? suite.id : undefined),
  });
  return open.length > 0;
};
