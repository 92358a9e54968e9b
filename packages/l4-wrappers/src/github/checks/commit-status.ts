import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import { enclosedList } from '../client/enclosed-list.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { type Part, listPaged } from '../client/paging.ts';
import { coordinatesOf } from '../repository/repository.ts';

/** What a status says of its commit. */
export const statusState = z.enum(['error', 'failure', 'pending', 'success']);

/** A status of a commit as it is shown. */
export const commitStatus = z.object({
  context: z.string().describe('What reports it: `ci/build`. Its newest status is the one that counts.'),
  state: statusState,
  description: z.string(),
  targetUrl: z.string().nullable().describe('Where the details are; null when nothing was said.'),
  createdAt: z.iso.datetime(),
});

/** What GitHub answers about a status, as far as it is read here. */
interface GitHubStatus {
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly target_url: string | null;
  readonly created_at: string;
}

/** Reads a status out of GitHub's answer. */
export const readStatus = (status: GitHubStatus): z.input<typeof commitStatus> => ({
  context: status.context,
  // The output's schema holds this to the states that there are.
  state: status.state as z.input<typeof statusState>,
  description: status.description ?? '',
  // GitHub says '' as well.
  targetUrl: status.target_url === null || status.target_url === '' ? null : status.target_url,
  createdAt: status.created_at,
});

/** The newest status of every context of a commit, and which commit that is. */
export const statusesOf = async (
  github: GitHubClient,
  ctx: HandlerContext,
  { repo, ref, ...part }: Part & { readonly repo: string; readonly ref: string },
) => {
  let sha = ref;
  const listed = await listPaged(github, ctx, {
    about: `branch or commit '${ref}' in ${repo}`,
    ...part,
    call: async (page, request) => {
      const combined = await github.rest.repos.getCombinedStatusForRef({
        ...coordinatesOf(repo),
        ref,
        ...page,
        request,
      });
      return enclosedList(combined, (data) => {
        sha = data.sha;
        return data.statuses;
      });
    },
    // They are worked with before the output's schema sees them.
    read: (status) => commitStatus.parse(readStatus(status)),
  });
  return { sha, ...listed };
};
