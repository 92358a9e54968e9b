import { type Handler, defineOperation } from '@strata/core';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { namesAmong, namesNotAmong } from '../issues/name-set.ts';
import { coordinatesOf } from '../repository/repository.ts';
import { isNobody, readReviewers, reviewRequest, reviewers, reviewersOf } from './reviewers.ts';

/**
 * Asks users and teams for a review. Whoever is asked already is passed over. Fails with `refused`, and asks nobody, when
 * one of them is the author or cannot be asked.
 */
export const requestReviewers = defineOperation({
  name: 'request_reviewers',
  summary: 'Ask users and teams to review a pull request.',
  effect: 'write',
  idempotent: true,
  input: reviewRequest,
  output: reviewers.extend({ added: reviewers.describe('Those who were not asked before.') }),
  undo: {
    operation: 'remove_reviewers',
    request: (input, { added }) => (isNobody(added) ? undefined : { repo: input.repo, number: input.number, ...added }),
  },
  tags: (input) => [input.repo],
});

/** Performs `request_reviewers`. */
export const handleRequestReviewers =
  (github: GitHubClient): Handler<typeof requestReviewers> =>
  async ({ repo, number, ...wanted }, ctx) => {
    const look = () => reviewersOf(github, ctx, { repo, number });
    const { before, now } = await ctx.beforeAndNow(look);
    const missingIn = (asked: typeof now) => ({
      reviewers: namesNotAmong(wanted.reviewers, asked.reviewers),
      teamReviewers: namesNotAmong(wanted.teamReviewers, asked.teamReviewers),
    });
    const among = (found: typeof now, names: typeof now) => ({
      reviewers: namesAmong(found.reviewers, names.reviewers),
      teamReviewers: namesAmong(found.teamReviewers, names.teamReviewers),
    });
    const missing = missingIn(now);
    const addedOf = (found: typeof now) => among(found, missingIn(before));
    if (isNobody(missing)) return { ...now, added: addedOf(now) };
    const ask = () =>
      github.change(
        ctx,
        `the reviewers of pull request #${number} in ${repo}`,
        (request) =>
          github.rest.pulls.requestReviewers({
            ...coordinatesOf(repo),
            pull_number: number,
            reviewers: missing.reviewers,
            team_reviewers: missing.teamReviewers,
            request,
          }),
        readReviewers,
      );
    // All are asked in one request, or nobody is: one who was asked tells of all.
    const lookForOne = async () => {
      const found = await look();
      return isNobody(among(found, missing)) ? undefined : found;
    };
    const found = await orFound(ask, lookForOne);
    return { ...found, added: addedOf(found) };
  };
