import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { CallFailed } from '../client/call-failed.ts';
import { markMessage } from '../client/call-mark.ts';
import { committedFile, readFileCommit } from './committed-file.ts';
import { fileShaOf } from './file-sha.ts';
import { branchName, filePath } from './git-names.ts';
import { foundIn } from '../client/found-in.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listCommits } from './list-commits.ts';
import { coordinatesOf, repository } from './repository.ts';

/**
 * Deletes one file. Fails with `not_found` when there is none, and with `conflict` when it is not `expected`. When its
 * answer is lost, and its path has more than 1000 commits, it may stay undecided whether it has happened, as with
 * `update_file`; `commit_files`, which deletes as well, decides.
 */
export const deleteFile = defineOperation({
  name: 'delete_file',
  summary: 'Delete one file in a commit of its own.',
  effect: 'destroy',
  input: z.object({
    repo: repository,
    path: filePath.describe("The file's path in the repository."),
    message: z.string().trim().min(1).describe('The commit message.'),
    branch: branchName.default('main').describe('The branch to commit to.'),
    expected: z.string().min(1).optional().describe('The blob that the file must be now (`sha` of get_file).'),
  }),
  output: committedFile.extend({ path: z.string() }),
  undo: {
    operation: 'reset_branch',
    request: (input, { parent, commit }) => ({
      repo: input.repo,
      branch: input.branch,
      sha: parent,
      expected: commit.sha,
    }),
  },
  locate: {
    using: listCommits,
    request: (input) => ({ repo: input.repo, sha: input.branch, path: input.path, maxResults: 1000 }),
    pick: (found, input, callId) => {
      const made = foundIn(
        found,
        found.commits.find((commit) => commit.callId === callId),
      );
      const parent = made?.parents[0];
      if (made === undefined || parent === undefined) return undefined;
      const commit = { sha: made.sha, message: input.message, url: made.url };
      return { path: input.path, branch: input.branch, commit, parent };
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `delete_file`. */
export const handleDeleteFile =
  (github: GitHubClient): Handler<typeof deleteFile> =>
  async (input, ctx) => {
    const { repo, path, branch, message } = input;
    const about = `file '${path}' on '${branch}' in ${repo}`;
    const sha = await fileShaOf(github, ctx, input);
    if (sha === undefined) throw new CallFailed(about, false, { kind: 'answered', status: 404, said: '', headers: {} });
    return github.change(
      ctx,
      about,
      (request) =>
        github.rest.repos.deleteFile({
          ...coordinatesOf(repo),
          path,
          branch,
          sha,
          message: markMessage(message, ctx.callId),
          request,
        }),
      (data) => ({ path, ...readFileCommit(branch, message, data.commit) }),
    );
  };
