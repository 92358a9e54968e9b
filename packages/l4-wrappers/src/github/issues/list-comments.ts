import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { comment, readComment } from './comment.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { itemNumber } from '../pull-requests/pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Lists the comments of an issue or pull request, oldest first: GitHub knows no other order. */
export const listComments = defineOperation({
  name: 'list_comments',
  summary: 'List the comments of an issue or pull request, oldest first.',
  effect: 'read',
  input: z.object({
    repo: repository,
    number: itemNumber.describe('The number of the issue or pull request.'),
    ...paging,
  }),
  output: z.object({ comments: z.array(comment), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_comments`. */
export const handleListComments =
  (github: GitHubClient): Handler<typeof listComments> =>
  async ({ repo, number, ...part }, ctx) => {
    const where = { ...coordinatesOf(repo), issue_number: number };
    const { items: comments, ...rest } = await listPaged(github, ctx, {
      about: `#${number} in ${repo}`,
      ...part,
      call: (page, request) => github.rest.issues.listComments({ ...where, ...page, request }),
      read: readComment,
    });
    return { comments, ...rest };
  };
