import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { itemNumber, pullRequest, readPullRequest } from './pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Shows a pull request. */
export const getPr = defineOperation({
  name: 'get_pr',
  summary: 'Show a pull request.',
  effect: 'read',
  input: z.object({ repo: repository, number: itemNumber.describe("The pull request's number.") }),
  output: pullRequest.extend({
    mergeable: z.boolean().nullable().describe('Whether it can be merged; null while GitHub is still finding out.'),
    merged: z.boolean(),
    mergeSha: z.string().nullable().describe('The commit that merged it; null when it is not merged.'),
  }),
  tags: (input) => [input.repo],
});

/** Performs `get_pr`. */
export const handleGetPr =
  (github: GitHubClient): Handler<typeof getPr> =>
  ({ repo, number }, ctx) =>
    github.ask(
      ctx,
      `pull request #${number} in ${repo}`,
      (request) => github.rest.pulls.get({ ...coordinatesOf(repo), pull_number: number, request }),
      (data) => ({
        ...readPullRequest(data),
        mergeable: data.mergeable,
        merged: data.merged,
        // Before the merge this is GitHub's own test merge, which nobody should take for the real one.
        mergeSha: data.merged ? data.merge_commit_sha : null,
      }),
    );
