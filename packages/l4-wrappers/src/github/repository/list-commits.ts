import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { commit, readCommit } from './commit.ts';
import { branchOrSha, filePath } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { coordinatesOf, repository } from './repository.ts';

/** Lists commits, newest first. */
export const listCommits = defineOperation({
  name: 'list_commits',
  summary: 'List the commits of a branch, newest first.',
  effect: 'read',
  input: z.object({
    repo: repository,
    sha: branchOrSha.optional().describe('The branch or commit to begin at; the default branch when left out.'),
    path: filePath.optional().describe('Only commits that touch this file or folder.'),
    ...paging,
  }),
  output: z.object({ commits: z.array(commit), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_commits`. */
export const handleListCommits =
  (github: GitHubClient): Handler<typeof listCommits> =>
  async ({ repo, sha, path, ...part }, ctx) => {
    const where = {
      ...coordinatesOf(repo),
      ...(sha === undefined ? {} : { sha }),
      ...(path === undefined ? {} : { path }),
    };
    const { items: commits, ...rest } = await listPaged(github, ctx, {
      about: sha === undefined ? `repository ${repo}` : `branch or commit '${sha}' in ${repo}`,
      ...part,
      call: (page, request) => github.rest.repos.listCommits({ ...where, ...page, request }),
      read: readCommit,
    });
    return { commits, ...rest };
  };
