import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { changedFile, readChangedFile } from '../repository/changed-file.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { itemNumber } from './pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** GitHub shows no more files of a pull request ("List pull requests files"), and says nothing of the others. */
const mostFiles = 3000;

/** Lists the files that a pull request changes. */
export const listPrFiles = defineOperation({
  name: 'list_pr_files',
  summary: 'List the files that a pull request changes.',
  effect: 'read',
  input: z.object({
    repo: repository,
    number: itemNumber.describe("The pull request's number."),
    withPatches: z.boolean().default(false).describe('Whether to give the difference of each file.'),
    ...paging,
  }),
  output: z.object({ files: z.array(changedFile), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_pr_files`. */
export const handleListPrFiles =
  (github: GitHubClient): Handler<typeof listPrFiles> =>
  async ({ repo, number, withPatches, ...part }, ctx) => {
    const { items: files, ...rest } = await listPaged(github, ctx, {
      about: `pull request #${number} in ${repo}`,
      ...part,
      call: (page, request) =>
        github.rest.pulls.listFiles({ ...coordinatesOf(repo), pull_number: number, ...page, request }),
      read: (file) => readChangedFile(file, withPatches),
    });
    const seen = part.page === undefined ? files.length : part.page * (part.pageSize ?? github.perPage);
    return { files, ...rest, complete: rest.complete && seen < mostFiles };
  };
