import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { commitSha } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { itemNumber } from './pull-request.ts';
import { repository } from '../repository/repository.ts';
import { reviewComments } from './review.ts';
import { locateReview, submit, submittedReview } from './submitted-review.ts';

/** Reviews a pull request without approving it or asking for changes. */
export const commentReview = defineOperation({
  name: 'comment_review',
  summary: 'Review a pull request without deciding on it.',
  effect: 'write',
  irreversible: 'GitHub dismisses only reviews that decide something, and deletes none that is submitted',
  input: z.object({
    repo: repository,
    number: itemNumber.describe("The pull request's number."),
    body: z.string().trim().min(1).describe('The text, in Markdown.'),
    commit: commitSha.optional().describe('The commit that was reviewed; the newest one when left out.'),
    comments: reviewComments,
  }),
  output: submittedReview,
  locate: locateReview,
  tags: (input) => [input.repo],
});

/** Performs `comment_review`. */
export const handleCommentReview =
  (github: GitHubClient): Handler<typeof commentReview> =>
  (review, ctx) =>
    submit(github, ctx, { ...review, event: 'COMMENT' });
