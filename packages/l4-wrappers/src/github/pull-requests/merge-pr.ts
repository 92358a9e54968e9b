import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { getPr } from './get-pr.ts';
import { commitSha } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { itemNumber } from './pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/**
 * Merges a pull request. A pull request is merged once and for ever, so finding it merged counts as this call's effect:
 * after a lost answer that may have been somebody else's merge, with another method or message. `expectedHead` makes sure
 * that at least the same commits are merged.
 * Fails with `conflict` when it does not merge: conflicts, missing reviews or checks, or a head that has moved.
 */
export const mergePr = defineOperation({
  name: 'merge_pr',
  summary: 'Merge a pull request.',
  effect: 'write',
  irreversible: 'a merge is public the moment it is made; taking it back is a new change',
  input: z.object({
    repo: repository,
    number: itemNumber.describe("The pull request's number."),
    method: z.enum(['merge', 'squash', 'rebase']).default('merge').describe('How its commits get onto the base.'),
    commitTitle: z.string().min(1).optional().describe("The merge commit's title; GitHub's own when left out."),
    commitMessage: z.string().min(1).optional().describe("The merge commit's text; GitHub's own when left out."),
    expectedHead: commitSha.optional().describe('Merge only when its branch is at this commit.'),
  }),
  output: z.object({
    merged: z.boolean(),
    sha: commitSha.describe('The commit that merged it; after a lost answer perhaps by somebody else.'),
    message: z.string(),
  }),
  locate: {
    using: getPr,
    request: (input) => ({ repo: input.repo, number: input.number }),
    pick: (found, input) => {
      if (found.mergeSha === null || (input.expectedHead !== undefined && found.headSha !== input.expectedHead))
        return undefined;
      return { merged: true, sha: found.mergeSha, message: 'Pull Request successfully merged' };
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `merge_pr`. */
export const handleMergePr =
  (github: GitHubClient): Handler<typeof mergePr> =>
  ({ repo, number, method, commitTitle, commitMessage, expectedHead }, ctx) => {
    const options = {
      merge_method: method,
      ...(commitTitle === undefined ? {} : { commit_title: commitTitle }),
      ...(commitMessage === undefined ? {} : { commit_message: commitMessage }),
      ...(expectedHead === undefined ? {} : { sha: expectedHead }),
    };
    return github.change(
      ctx,
      `pull request #${number} in ${repo}`,
      (request) => github.rest.pulls.merge({ ...coordinatesOf(repo), pull_number: number, ...options, request }),
      (data) => ({ merged: data.merged, sha: data.sha, message: data.message }),
    );
  };
