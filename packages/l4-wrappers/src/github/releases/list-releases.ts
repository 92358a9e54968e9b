import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { readRelease, release } from './release.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Lists releases, newest first; drafts are among them for those who may write. */
export const listReleases = defineOperation({
  name: 'list_releases',
  summary: 'List the releases of a repository, newest first.',
  effect: 'read',
  input: z.object({ repo: repository, ...paging }),
  output: z.object({ releases: z.array(release), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_releases`. */
export const handleListReleases =
  (github: GitHubClient): Handler<typeof listReleases> =>
  async ({ repo, ...part }, ctx) => {
    const { items: releases, ...rest } = await listPaged(github, ctx, {
      about: `repository ${repo}`,
      ...part,
      call: (page, request) => github.rest.repos.listReleases({ ...coordinatesOf(repo), ...page, request }),
      read: readRelease,
    });
    return { releases, ...rest };
  };
