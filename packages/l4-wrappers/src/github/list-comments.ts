import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { comment, readComment } from './comment.ts';
import type { GitHubClient } from './github-client.ts';
import { listItems, maxResults } from './paging.ts';
import { itemNumber } from './pull-request.ts';
import { coordinatesOf, repository } from './repository.ts';

/** Lists the comments of an issue or pull request, oldest first: GitHub knows no other order. */
export const listComments = defineOperation({
  name: 'list_comments',
  summary: 'List the comments of an issue or pull request, oldest first.',
  effect: 'read',
  input: z.object({
    repo: repository,
    number: itemNumber.describe('The number of the issue or pull request.'),
    maxResults,
  }),
  output: z.object({ comments: z.array(comment), count: z.int() }),
});

/** Performs `list_comments`. */
export const handleListComments =
  (github: GitHubClient): Handler<typeof listComments> =>
  async ({ repo, number, maxResults: wanted }, ctx) => {
    const where = { ...coordinatesOf(repo), issue_number: number };
    const comments = await listItems(github, ctx, {
      about: `#${number} in ${repo}`,
      maxResults: wanted,
      call: (page, request) => github.rest.issues.listComments({ ...where, ...page, request }),
      read: readComment,
    });
    return { comments, count: comments.length };
  };
