import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import { checkRun, readCheckRun, settableStatus } from './check-run.ts';
import { enclosedList } from '../client/enclosed-list.ts';
import { branchOrSha } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { type Listed, byPage, listPaged, paged, paging } from '../client/paging.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Lists the check runs of a commit. Statuses, the older way to report, are `list_statuses`. */
export const listCheckRuns = defineOperation({
  name: 'list_check_runs',
  summary: 'List the check runs of a commit.',
  effect: 'read',
  input: z.object({
    repo: repository,
    ref: branchOrSha.describe('The branch or commit.'),
    name: z.string().min(1).optional().describe('Only those of this name.'),
    status: settableStatus.optional().describe('Only those that are this far.'),
    latest: z.boolean().default(true).describe('Only the newest of each name; otherwise all that there ever were.'),
    ...paging,
  }),
  output: z.object({ checkRuns: z.array(checkRun), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Which check runs to read. */
type Wanted = z.output<typeof listCheckRuns.input>;

/** The check runs of a commit. */
export const checkRunsOf = (
  github: GitHubClient,
  ctx: HandlerContext,
  { repo, ref, name, status, latest, ...part }: Wanted,
): Promise<Listed<z.output<typeof checkRun>>> => {
  const filter = {
    filter: latest ? ('latest' as const) : ('all' as const),
    ...(name === undefined ? {} : { check_name: name }),
    ...(status === undefined ? {} : { status }),
  };
  return listPaged(github, ctx, {
    about: `branch or commit '${ref}' in ${repo}`,
    ...part,
    call: async (page, request) =>
      enclosedList(
        await github.rest.checks.listForRef({ ...coordinatesOf(repo), ref, ...filter, ...page, request }),
        (data) => data.check_runs,
      ),
    // They are worked with before the output's schema sees them.
    read: (run) => checkRun.parse(readCheckRun(run)),
  });
};

/** Performs `list_check_runs`. */
export const handleListCheckRuns =
  (github: GitHubClient): Handler<typeof listCheckRuns> =>
  async (input, ctx) => {
    const { items: checkRuns, ...rest } = await checkRunsOf(github, ctx, input);
    return { checkRuns, ...rest };
  };
