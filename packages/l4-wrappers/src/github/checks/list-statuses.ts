import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { commitStatus, statusesOf } from './commit-status.ts';
import { branchOrSha, commitSha } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { byPage, paged, paging } from '../client/paging.ts';
import { repository } from '../repository/repository.ts';

/** Lists the statuses that count for a commit: the newest one of each context. Check runs are `list_check_runs`. */
export const listStatuses = defineOperation({
  name: 'list_statuses',
  summary: 'List the newest status of each context of a commit.',
  effect: 'read',
  input: z.object({ repo: repository, ref: branchOrSha.describe('The branch or commit.'), ...paging }),
  output: z.object({ sha: commitSha.describe('The commit.'), statuses: z.array(commitStatus), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_statuses`. */
export const handleListStatuses =
  (github: GitHubClient): Handler<typeof listStatuses> =>
  async (input, ctx) => {
    const { items: statuses, ...rest } = await statusesOf(github, ctx, input);
    return { statuses, ...rest };
  };
