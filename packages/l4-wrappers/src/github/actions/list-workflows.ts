import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { enclosedList } from '../client/enclosed-list.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';
import { webAddress } from '../client/web-address.ts';

/** Lists the workflows of a repository. */
export const listWorkflows = defineOperation({
  name: 'list_workflows',
  summary: 'List the workflows of a repository.',
  effect: 'read',
  input: z.object({ repo: repository, ...paging }),
  output: z.object({
    workflows: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        path: z.string().describe('Its file.'),
        state: z.string().describe('`active`, or why it does not run: `disabled_manually`.'),
        url: webAddress,
      }),
    ),
    ...paged,
  }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_workflows`. */
export const handleListWorkflows =
  (github: GitHubClient): Handler<typeof listWorkflows> =>
  async ({ repo, ...part }, ctx) => {
    const { items: workflows, ...rest } = await listPaged(github, ctx, {
      about: `repository ${repo}`,
      ...part,
      call: async (page, request) =>
        enclosedList(
          await github.rest.actions.listRepoWorkflows({ ...coordinatesOf(repo), ...page, request }),
          (data) => data.workflows,
        ),
      read: ({ id, name, path, state, html_url: url }) => ({ id, name, path, state, url }),
    });
    return { workflows, ...rest };
  };
