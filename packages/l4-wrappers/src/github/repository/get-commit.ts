import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { changedFile, readChangedFile } from './changed-file.ts';
import { commit, readCommit } from './commit.ts';
import { enclosedList } from '../client/enclosed-list.ts';
import { branchOrSha } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listPaged } from '../client/paging.ts';
import { coordinatesOf, repository } from './repository.ts';

/** GitHub shows no more files of a commit ("Get a commit"). */
const mostFiles = 3000;

/** Shows a commit and the files that it changed. */
export const getCommit = defineOperation({
  name: 'get_commit',
  summary: 'Show a commit and the files that it changed.',
  effect: 'read',
  input: z.object({
    repo: repository,
    ref: branchOrSha.describe('The commit by its 40 digits, or the branch or tag that is at it.'),
    withPatches: z.boolean().default(false).describe('Whether to give the difference of each file.'),
  }),
  output: commit.extend({
    files: z.array(changedFile),
    complete: z.boolean().describe('False when it changed more files than GitHub shows.'),
  }),
  tags: (input) => [input.repo],
});

/** Performs `get_commit`. */
export const handleGetCommit =
  (github: GitHubClient): Handler<typeof getCommit> =>
  async ({ repo, ref, withPatches }, ctx) => {
    let shown: z.input<typeof commit> | undefined;
    const { items: files, complete } = await listPaged(github, ctx, {
      about: `commit '${ref}' in ${repo}`,
      maxResults: mostFiles,
      call: async (page, request) =>
        enclosedList(await github.rest.repos.getCommit({ ...coordinatesOf(repo), ref, ...page, request }), (data) => {
          shown ??= readCommit(data);
          return data.files ?? [];
        }),
      read: (file) => readChangedFile(file, withPatches),
    });
    if (shown === undefined) throw new TypeError('a list was read of which no page came');
    return { ...shown, files, complete: complete && files.length < mostFiles };
  };
