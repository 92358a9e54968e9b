import type { HandlerContext } from '@strata/core';
import type { z } from 'zod';
import { markBody } from '../client/call-mark.ts';
import { foundIn } from '../client/found-in.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listReviews } from './list-reviews.ts';
import type { Item } from './pull-state.ts';
import { coordinatesOf } from '../repository/repository.ts';
import { commentsForGitHub, readReview, review, type reviewComments } from './review.ts';

/** What submitting a review gives. */
export const submittedReview = review.pick({ id: true, state: true, commit: true, submittedAt: true, url: true });

/** A review to submit. */
interface ReviewToSubmit extends Item {
  readonly event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  readonly body: string;
  readonly commit?: string | undefined;
  readonly comments: z.output<typeof reviewComments>;
}

/** Submits a review that bears the call's mark. */
export const submit = (
  github: GitHubClient,
  ctx: HandlerContext,
  { repo, number, event, body, commit, comments }: ReviewToSubmit,
): Promise<z.input<typeof review>> =>
  github.change(
    ctx,
    `a review of pull request #${number} in ${repo}`,
    (request) =>
      github.rest.pulls.createReview({
        ...coordinatesOf(repo),
        pull_number: number,
        event,
        body: markBody(body, ctx.callId),
        ...(commit === undefined ? {} : { commit_id: commit }),
        comments: commentsForGitHub(comments),
        request,
      }),
    readReview,
  );

/** How a review is found by the mark of the call that submitted it. */
export const locateReview = {
  using: listReviews,
  // The newest come last, so all of them have to be looked at.
  request: ({ repo, number }: Item) => ({ repo, number, maxResults: 10_000 }),
  pick: (
    found: z.output<typeof listReviews.output>,
    _input: Item,
    callId: string,
  ): z.output<typeof submittedReview> | undefined => {
    const made = foundIn(
      found,
      found.reviews.find((it) => it.callId === callId),
    );
    return made && submittedReview.parse(made);
  },
};
