import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { branchName, headName } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { pullRequest, readPullRequest } from './pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Lists pull requests. */
export const listPrs = defineOperation({
  name: 'list_prs',
  summary: 'List pull requests.',
  effect: 'read',
  input: z.object({
    repo: repository,
    state: z.enum(['open', 'closed', 'all']).default('open').describe('Which to list.'),
    head: headName.optional().describe("Only those from this branch of the repository; of a fork as 'owner:branch'."),
    base: branchName.optional().describe('Only those for this branch.'),
    sort: z.enum(['created', 'updated', 'popularity', 'long-running']).default('created').describe('What to sort by.'),
    direction: z.enum(['asc', 'desc']).default('desc').describe('Whether the least or the greatest comes first.'),
    ...paging,
  }),
  output: z.object({ prs: z.array(pullRequest), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_prs`. */
export const handleListPrs =
  (github: GitHubClient): Handler<typeof listPrs> =>
  async ({ repo, state, head, base, sort, direction, ...part }, ctx) => {
    const where = coordinatesOf(repo);
    const filter = {
      // GitHub wants the owner before the branch, and ignores the filter otherwise.
      ...(head === undefined ? {} : { head: head.includes(':') ? head : `${where.owner}:${head}` }),
      ...(base === undefined ? {} : { base }),
    };
    const { items: prs, ...rest } = await listPaged(github, ctx, {
      about: `repository ${repo}`,
      ...part,
      call: (page, request) =>
        github.rest.pulls.list({ ...where, state, sort, direction, ...filter, ...page, request }),
      read: readPullRequest,
    });
    return { prs, ...rest };
  };
