import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { issue, readIssue } from './issue.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Lists issues; pull requests, which GitHub counts among them, are left out. */
export const listIssues = defineOperation({
  name: 'list_issues',
  summary: 'List issues, without pull requests.',
  effect: 'read',
  input: z.object({
    repo: repository,
    state: z.enum(['open', 'closed', 'all']).default('open').describe('Which to list.'),
    labels: z.array(z.string().min(1)).optional().describe('Only those that have all of these labels.'),
    sort: z.enum(['created', 'updated', 'comments']).default('created').describe('What to sort by.'),
    direction: z.enum(['asc', 'desc']).default('desc').describe('Whether the least or the greatest comes first.'),
    ...paging,
  }),
  output: z.object({ issues: z.array(issue), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_issues`. */
export const handleListIssues =
  (github: GitHubClient): Handler<typeof listIssues> =>
  async ({ repo, state, labels, sort, direction, ...part }, ctx) => {
    const filter = labels === undefined || labels.length === 0 ? {} : { labels: labels.join(',') };
    const { items: issues, ...rest } = await listPaged(github, ctx, {
      about: `repository ${repo}`,
      ...part,
      isSifted: true,
      call: (page, request) =>
        github.rest.issues.listForRepo({ ...coordinatesOf(repo), state, sort, direction, ...filter, ...page, request }),
      read: (item) => (item.pull_request === undefined ? readIssue(item) : undefined),
    });
    return { issues, ...rest };
  };
