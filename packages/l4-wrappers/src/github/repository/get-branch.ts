import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { branchShown, readBranch } from './branch.ts';
import { branchName } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf, repository } from './repository.ts';

/** Shows a branch. */
export const getBranch = defineOperation({
  name: 'get_branch',
  summary: 'Show which commit a branch is at.',
  effect: 'read',
  input: z.object({ repo: repository, branch: branchName.describe("The branch's name.") }),
  output: branchShown,
  tags: (input) => [input.repo],
});

/** Performs `get_branch`. */
export const handleGetBranch =
  (github: GitHubClient): Handler<typeof getBranch> =>
  (input, ctx) =>
    github.ask(
      ctx,
      `branch '${input.branch}' in ${input.repo}`,
      (request) => github.rest.repos.getBranch({ ...coordinatesOf(input.repo), branch: input.branch, request }),
      readBranch,
    );
