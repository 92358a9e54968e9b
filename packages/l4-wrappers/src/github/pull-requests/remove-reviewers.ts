import { type Handler, defineOperation } from '@strata/core';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { namesAmong, namesNotAmong } from '../issues/name-set.ts';
import { coordinatesOf } from '../repository/repository.ts';
import { isNobody, readReviewers, reviewRequest, reviewers, reviewersOf } from './reviewers.ts';

/** Takes back that users and teams are asked for a review; whoever is not asked is passed over. */
export const removeReviewers = defineOperation({
  name: 'remove_reviewers',
  summary: 'No longer ask users and teams to review a pull request.',
  effect: 'write',
  idempotent: true,
  input: reviewRequest,
  output: reviewers.extend({ removed: reviewers.describe('Those who were asked before.') }),
  undo: {
    operation: 'request_reviewers',
    request: (input, { removed }) =>
      isNobody(removed) ? undefined : { repo: input.repo, number: input.number, ...removed },
  },
  tags: (input) => [input.repo],
});

/** Performs `remove_reviewers`. */
export const handleRemoveReviewers =
  (github: GitHubClient): Handler<typeof removeReviewers> =>
  async ({ repo, number, ...unwanted }, ctx) => {
    const look = () => reviewersOf(github, ctx, { repo, number });
    const { before, now } = await ctx.beforeAndNow(look);
    const unwantedIn = (asked: typeof now) => ({
      reviewers: namesAmong(asked.reviewers, unwanted.reviewers),
      teamReviewers: namesAmong(asked.teamReviewers, unwanted.teamReviewers),
    });
    const without = (names: typeof now, found: typeof now) => ({
      reviewers: namesNotAmong(names.reviewers, found.reviewers),
      teamReviewers: namesNotAmong(names.teamReviewers, found.teamReviewers),
    });
    const leaving = unwantedIn(now);
    const removedOf = (found: typeof now) => without(unwantedIn(before), found);
    if (isNobody(leaving)) return { ...now, removed: removedOf(now) };
    const remove = () =>
      github.change(
        ctx,
        `the reviewers of pull request #${number} in ${repo}`,
        (request) =>
          github.rest.pulls.removeRequestedReviewers({
            ...coordinatesOf(repo),
            pull_number: number,
            reviewers: leaving.reviewers,
            team_reviewers: leaving.teamReviewers,
            request,
          }),
        readReviewers,
      );
    const lookForOne = async () => {
      const found = await look();
      return isNobody(without(leaving, found)) ? undefined : found;
    };
    const found = await orFound(remove, lookForOne);
    return { ...found, removed: removedOf(found) };
  };
