import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { label, readLabel } from './label.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Lists the labels that a repository has for its issues and pull requests. */
export const listLabels = defineOperation({
  name: 'list_labels',
  summary: 'List the labels of a repository.',
  effect: 'read',
  input: z.object({ repo: repository, ...paging }),
  output: z.object({ labels: z.array(label), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_labels`. */
export const handleListLabels =
  (github: GitHubClient): Handler<typeof listLabels> =>
  async ({ repo, ...part }, ctx) => {
    const { items: labels, ...rest } = await listPaged(github, ctx, {
      about: `repository ${repo}`,
      ...part,
      call: (page, request) => github.rest.issues.listLabelsForRepo({ ...coordinatesOf(repo), ...page, request }),
      read: readLabel,
    });
    return { labels, ...rest };
  };
