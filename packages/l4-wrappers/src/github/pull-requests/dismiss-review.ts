import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { itemNumber } from './pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';
import { readReview, review, reviewId } from './review.ts';

/** Dismisses a review: it no longer counts, and stays to be read. One that is dismissed already is left as it is. */
export const dismissReview = defineOperation({
  name: 'dismiss_review',
  summary: 'Dismiss a review, so that it no longer counts.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'only the reviewer can decide again, with a new review',
  input: z.object({
    repo: repository,
    number: itemNumber.describe("The pull request's number."),
    id: reviewId.describe("The review's id."),
    message: z.string().trim().min(1).describe('Why; everybody reads it on the pull request.'),
  }),
  output: review.pick({ id: true, state: true, url: true }).extend({
    changed: z.boolean().describe('False when it was dismissed already.'),
  }),
  tags: (input) => [input.repo],
});

/** Performs `dismiss_review`. */
export const handleDismissReview =
  (github: GitHubClient): Handler<typeof dismissReview> =>
  async ({ repo, number, id, message }, ctx) => {
    const where = { ...coordinatesOf(repo), pull_number: number, review_id: id };
    const about = `review ${id} of pull request #${number} in ${repo}`;
    const look = () =>
      github.ask(ctx, about, (request) => github.rest.pulls.getReview({ ...where, request }), readReview);
    const present = await look();
    if (present.state === 'dismissed') return { ...present, changed: false };
    const dismiss = () =>
      github.change(
        ctx,
        about,
        (request) => github.rest.pulls.dismissReview({ ...where, message, event: 'DISMISS', request }),
        readReview,
      );
    const lookForIt = async () => {
      const found = await look();
      return found.state === 'dismissed' ? found : undefined;
    };
    return { ...(await orFound(dismiss, lookForIt)), changed: true };
  };
