import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { markBody } from '../client/call-mark.ts';
import { branchName, headName } from '../repository/git-names.ts';
import { foundIn } from '../client/found-in.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listPrs } from './list-prs.ts';
import { pullRequest, readPullRequest } from './pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Opens a pull request. Fails with `conflict` when one is open already for the same two branches. */
export const createPr = defineOperation({
  name: 'create_pr',
  summary: 'Open a pull request.',
  effect: 'write',
  input: z.object({
    repo: repository,
    title: z.string().trim().min(1).max(256).describe('The title.'),
    body: z.string().default('').describe('The description, in Markdown.'),
    head: headName.describe("The branch with the change; of a fork as 'owner:branch'."),
    base: branchName.default('main').describe('The branch that the change is for.'),
    draft: z.boolean().default(false).describe('Whether it is not ready for review yet.'),
    maintainerCanModify: z
      .boolean()
      .optional()
      .describe('Whether those who maintain the base may push to the branch, where that is in a fork.'),
  }),
  output: pullRequest.pick({ number: true, url: true, state: true, createdAt: true }),
  undo: { operation: 'close_pr', request: (input, output) => ({ repo: input.repo, number: output.number }) },
  locate: {
    using: listPrs,
    request: (input) => ({
      repo: input.repo,
      head: input.head,
      // Not its base: that can have been changed since.
      state: 'all' as const,
      maxResults: 1000,
    }),
    pick: (found, _input, callId) => {
      const made = foundIn(
        found,
        found.prs.find((pr) => pr.callId === callId),
      );
      return made && { number: made.number, url: made.url, state: made.state, createdAt: made.createdAt };
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `create_pr`. */
export const handleCreatePr =
  (github: GitHubClient): Handler<typeof createPr> =>
  ({ repo, body, maintainerCanModify, ...given }, ctx) =>
    github.change(
      ctx,
      `a pull request from '${given.head}' to '${given.base}' in ${repo}`,
      (request) =>
        github.rest.pulls.create({
          ...coordinatesOf(repo),
          ...given,
          ...(maintainerCanModify === undefined ? {} : { maintainer_can_modify: maintainerCanModify }),
          body: markBody(body, ctx.callId),
          request,
        }),
      readPullRequest,
    );
