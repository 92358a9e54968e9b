import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf, repository } from './repository.ts';
import { webAddress } from '../client/web-address.ts';

/** Shows a repository and what the token may do in it. */
export const getRepo = defineOperation({
  name: 'get_repo',
  summary: 'Show a repository: its default branch, and what the token may do in it.',
  effect: 'read',
  input: z.object({ repo: repository }),
  output: z.object({
    defaultBranch: z.string(),
    private: z.boolean(),
    archived: z.boolean().describe('An archived repository takes no changes.'),
    permissions: z.object({ pull: z.boolean(), push: z.boolean(), admin: z.boolean() }),
    url: webAddress,
  }),
  tags: (input) => [input.repo],
});

/** Performs `get_repo`. */
export const handleGetRepo =
  (github: GitHubClient): Handler<typeof getRepo> =>
  (input, ctx) =>
    github.ask(
      ctx,
      `repository ${input.repo}`,
      (request) => github.rest.repos.get({ ...coordinatesOf(input.repo), request }),
      (data) => ({
        defaultBranch: data.default_branch,
        private: data.private,
        archived: data.archived,
        permissions: {
          // GitHub leaves permissions out for callers without a token, who can read what they have just been shown.
          pull: data.permissions?.pull ?? true,
          push: data.permissions?.push ?? false,
          admin: data.permissions?.admin ?? false,
        },
        url: data.html_url,
      }),
    );
