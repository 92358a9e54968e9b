import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { markBody } from '../client/call-mark.ts';
import { comment, readComment } from './comment.ts';
import { foundIn } from '../client/found-in.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listComments } from './list-comments.ts';
import { itemNumber } from '../pull-requests/pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Comments on an issue or a pull request. */
export const addComment = defineOperation({
  name: 'add_comment',
  summary: 'Comment on an issue or a pull request.',
  effect: 'write',
  input: z.object({
    repo: repository,
    number: itemNumber.describe('The number of the issue or pull request.'),
    body: z.string().trim().min(1).describe('The comment, in Markdown.'),
    type: z
      .enum(['issue', 'pr'])
      .default('issue')
      .describe('What failures call the number; GitHub comments on both alike, and nothing is checked.'),
  }),
  output: comment.pick({ id: true, url: true, createdAt: true }),
  undo: { operation: 'delete_comment', request: (input, output) => ({ repo: input.repo, id: output.id }) },
  locate: {
    using: listComments,
    // The newest come last, so all of them have to be looked at.
    request: (input) => ({ repo: input.repo, number: input.number, maxResults: 10_000 }),
    pick: (found, _input, callId) => {
      const made = foundIn(
        found,
        found.comments.find((it) => it.callId === callId),
      );
      return made && { id: made.id, url: made.url, createdAt: made.createdAt };
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `add_comment`. */
export const handleAddComment =
  (github: GitHubClient): Handler<typeof addComment> =>
  ({ repo, number, body, type }, ctx) =>
    github.change(
      ctx,
      `${type === 'pr' ? 'pull request' : 'issue'} #${number} in ${repo}`,
      (request) =>
        github.rest.issues.createComment({
          ...coordinatesOf(repo),
          issue_number: number,
          body: markBody(body, ctx.callId),
          request,
        }),
      readComment,
    );
