import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { commentId } from './comment.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { assertVisible, orMissing } from '../client/missing.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Deletes a comment of an issue or pull request. One that is gone already is no failure. */
export const deleteComment = defineOperation({
  name: 'delete_comment',
  summary: 'Delete a comment of an issue or pull request.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'the same text can only be added as a new comment, with another number, date and author',
  input: z.object({ repo: repository, id: commentId.describe("The comment's id.") }),
  output: z.object({ id: commentId, deleted: z.boolean().describe('False when there was no such comment.') }),
  tags: (input) => [input.repo],
});

/** Performs `delete_comment`. */
export const handleDeleteComment =
  (github: GitHubClient): Handler<typeof deleteComment> =>
  async ({ repo, id }, ctx) => {
    const where = coordinatesOf(repo);
    const deleted = await orMissing(
      github.change(
        ctx,
        `comment ${id} in ${repo}`,
        (request) => github.rest.issues.deleteComment({ ...where, comment_id: id, request }),
        () => true,
      ),
    );
    if (deleted === undefined) await assertVisible(github, ctx, where);
    return { id, deleted: deleted ?? false };
  };
