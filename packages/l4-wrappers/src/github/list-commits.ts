import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { unmarkMessage } from './call-mark.ts';
import { branchOrSha, commitSha, filePath } from './git-names.ts';
import type { GitHubClient } from './github-client.ts';
import { listItems, maxResults } from './paging.ts';
import { madeBy } from './pull-request.ts';
import { coordinatesOf, repository } from './repository.ts';
import { webAddress } from './web-address.ts';

/** Lists commits, newest first. */
export const listCommits = defineOperation({
  name: 'list_commits',
  summary: 'List the commits of a branch, newest first.',
  effect: 'read',
  input: z.object({
    repo: repository,
    sha: branchOrSha.optional().describe('The branch or commit to begin at; the default branch when left out.'),
    path: filePath.optional().describe('Only commits that touch this file or folder.'),
    maxResults,
  }),
  output: z.object({
    commits: z.array(
      z.object({
        sha: commitSha,
        message: z.string().describe('The message, without the mark of a call.'),
        author: z.string().describe("The author's name."),
        date: z.iso.datetime({ offset: true }).describe('When it was written.'),
        parents: z.array(commitSha),
        url: webAddress,
        callId: madeBy,
      }),
    ),
    count: z.int(),
  }),
});

/** Performs `list_commits`. */
export const handleListCommits =
  (github: GitHubClient): Handler<typeof listCommits> =>
  async ({ repo, sha, path, maxResults: wanted }, ctx) => {
    const where = {
      ...coordinatesOf(repo),
      ...(sha === undefined ? {} : { sha }),
      ...(path === undefined ? {} : { path }),
    };
    const commits = await listItems(github, ctx, {
      about: sha === undefined ? `repository ${repo}` : `branch or commit '${sha}' in ${repo}`,
      maxResults: wanted,
      call: (page, request) => github.rest.repos.listCommits({ ...where, ...page, request }),
      read: ({ sha: own, commit, parents, html_url: url }) => {
        const { text, callId } = unmarkMessage(commit.message);
        return {
          sha: own,
          message: text,
          author: commit.author?.name ?? '',
          date: commit.author?.date ?? '',
          parents: parents.map((parent) => parent.sha),
          url,
          ...(callId === undefined ? {} : { callId }),
        };
      },
    });
    return { commits, count: commits.length };
  };
