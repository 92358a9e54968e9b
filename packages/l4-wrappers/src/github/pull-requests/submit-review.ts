import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { commitSha } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { itemNumber } from './pull-request.ts';
import { repository } from '../repository/repository.ts';
import { reviewComments } from './review.ts';
import { locateReview, submit, submittedReview } from './submitted-review.ts';

/**
 * Approves a pull request or asks for changes. Undoing dismisses the review: it counts no more, and stays to be read.
 * Fails with `refused` for one's own pull request. A review that decides nothing is `comment_review`.
 */
export const submitReview = defineOperation({
  name: 'submit_review',
  summary: 'Approve a pull request, or ask for changes.',
  effect: 'write',
  input: z
    .object({
      repo: repository,
      number: itemNumber.describe("The pull request's number."),
      event: z.enum(['approve', 'request_changes']).describe('What the review decides.'),
      body: z.string().trim().default('').describe('The text, in Markdown. Who asks for changes has to say which.'),
      commit: commitSha.optional().describe('The commit that was reviewed; the newest one when left out.'),
      comments: reviewComments,
    })
    .refine(({ event, body }) => event === 'approve' || body !== '', {
      error: 'say which changes are asked for',
      path: ['body'],
    }),
  output: submittedReview,
  undo: {
    operation: 'dismiss_review',
    request: (input, output) => ({
      repo: input.repo,
      number: input.number,
      id: output.id,
      message: 'Taken back: what this review was part of has failed.',
    }),
  },
  locate: locateReview,
  tags: (input) => [input.repo],
});

/** Performs `submit_review`. */
export const handleSubmitReview =
  (github: GitHubClient): Handler<typeof submitReview> =>
  ({ event, ...review }, ctx) =>
    submit(github, ctx, { ...review, event: event === 'approve' ? 'APPROVE' : 'REQUEST_CHANGES' });
