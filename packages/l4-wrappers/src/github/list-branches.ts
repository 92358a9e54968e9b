import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import { branchShown, readBranch } from './branch.ts';
import { branchName } from './git-names.ts';
import type { GitHubClient } from './github-client.ts';
import { assertVisible, orMissing } from './missing.ts';
import { listItems, maxResults } from './paging.ts';
import { type Coordinates, coordinatesOf, repository } from './repository.ts';

/** Lists branches. */
export const listBranches = defineOperation({
  name: 'list_branches',
  summary: 'List the branches of a repository, or those of some names that exist.',
  effect: 'read',
  input: z.object({
    repo: repository,
    names: z
      .array(branchName)
      .min(1)
      .max(100)
      .optional()
      .describe('Only these branches; those that do not exist are left out.'),
    maxResults,
  }),
  output: z.object({ branches: z.array(branchShown), count: z.int() }),
});

const findByName = async (github: GitHubClient, ctx: HandlerContext, where: Coordinates, names: readonly string[]) => {
  const found: z.input<typeof branchShown>[] = [];
  for (const branch of names) {
    const about = `branch '${branch}' in ${where.owner}/${where.repo}`;
    const asked = github.ask(
      ctx,
      about,
      (request) => github.rest.repos.getBranch({ ...where, branch, request }),
      readBranch,
    );
    const shown = await orMissing(asked);
    if (shown !== undefined) found.push(shown);
  }
  if (found.length === 0) await assertVisible(github, ctx, where);
  return found;
};

/** Performs `list_branches`. */
export const handleListBranches =
  (github: GitHubClient): Handler<typeof listBranches> =>
  async (input, ctx) => {
    const where = coordinatesOf(input.repo);
    const branches =
      input.names === undefined
        ? await listItems(github, ctx, {
            about: `repository ${input.repo}`,
            maxResults: input.maxResults,
            call: (page, request) => github.rest.repos.listBranches({ ...where, ...page, request }),
            read: readBranch,
          })
        : await findByName(github, ctx, where, input.names.slice(0, input.maxResults));
    return { branches, count: branches.length };
  };
