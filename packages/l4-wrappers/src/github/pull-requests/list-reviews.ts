import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { itemNumber } from './pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';
import { readReview, review } from './review.ts';

/** Lists the reviews of a pull request, oldest first: GitHub knows no other order. */
export const listReviews = defineOperation({
  name: 'list_reviews',
  summary: 'List the reviews of a pull request, oldest first.',
  effect: 'read',
  input: z.object({ repo: repository, number: itemNumber.describe("The pull request's number."), ...paging }),
  output: z.object({ reviews: z.array(review), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_reviews`. */
export const handleListReviews =
  (github: GitHubClient): Handler<typeof listReviews> =>
  async ({ repo, number, ...part }, ctx) => {
    const where = { ...coordinatesOf(repo), pull_number: number };
    const { items: reviews, ...rest } = await listPaged(github, ctx, {
      about: `pull request #${number} in ${repo}`,
      ...part,
      call: (page, request) => github.rest.pulls.listReviews({ ...where, ...page, request }),
      read: readReview,
    });
    return { reviews, ...rest };
  };
