import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import { branchShown, readBranch } from './branch.ts';
import { branchName } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { assertVisible, orMissing } from '../client/missing.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
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
    ...paging,
  }),
  output: z.object({ branches: z.array(branchShown), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
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
  async ({ repo, names, ...part }, ctx) => {
    const where = coordinatesOf(repo);
    if (names !== undefined) {
      // There are no more than a hundred: all of them are the first page.
      const branches = (part.page ?? 1) > 1 ? [] : await findByName(github, ctx, where, names);
      return { branches, count: branches.length, complete: true, nextPage: null };
    }
    const { items: branches, ...rest } = await listPaged(github, ctx, {
      about: `repository ${repo}`,
      ...part,
      call: (page, request) => github.rest.repos.listBranches({ ...where, ...page, request }),
      read: readBranch,
    });
    return { branches, ...rest };
  };
