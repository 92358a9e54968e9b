import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { blobShaOf } from './blob-sha.ts';
import { markMessage } from '../client/call-mark.ts';
import { committedFile, readFileCommit } from './committed-file.ts';
import { asBase64, checkContent, contentEncoding } from './file-content.ts';
import { fileShaOf } from './file-sha.ts';
import { branchName, filePath } from './git-names.ts';
import { foundIn } from '../client/found-in.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listCommits } from './list-commits.ts';
import { coordinatesOf, repository } from './repository.ts';

/**
 * Commits the new content of one file, which need not exist yet. Fails with `conflict` when the file is not `expected`,
 * or when somebody changes it at the same moment.
 *
 * When its answer is lost it is looked for among the newest 1000 commits of the path. On a path that has more, whether it
 * has happened stays undecided when it is not among them: a look knows the input only, which does not say where the
 * branch was, and the dates of commits, which are what their makers say, bound nothing. `commit_files` is given that
 * commit (`parent`), looks no further back, and decides.
 */
export const updateFile = defineOperation({
  name: 'update_file',
  summary: 'Create or change one file in a commit of its own.',
  effect: 'write',
  input: z
    .object({
      repo: repository,
      path: filePath.describe("The file's path in the repository."),
      content: z.string().describe("The file's whole new content."),
      encoding: contentEncoding
        .default('utf-8')
        .describe('How `content` is written down: as text, or as Base64 of bytes.'),
      message: z.string().trim().min(1).describe('The commit message.'),
      branch: branchName.default('main').describe('The branch to commit to.'),
      expected: z.string().min(1).optional().describe('The blob that the file must be now (`sha` of get_file).'),
    })
    .superRefine(checkContent),
  output: committedFile.extend({
    content: z.object({ path: z.string(), sha: z.string().describe("The new blob's name.") }),
  }),
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
      return {
        branch: input.branch,
        parent,
        commit: { sha: made.sha, message: input.message, url: made.url },
        content: { path: input.path, sha: blobShaOf(asBase64(input)) },
      };
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `update_file`. */
export const handleUpdateFile =
  (github: GitHubClient): Handler<typeof updateFile> =>
  async (input, ctx) => {
    const { repo, path, branch, message } = input;
    const sha = await fileShaOf(github, ctx, input);
    return github.change(
      ctx,
      `file '${path}' on '${branch}' in ${repo}`,
      (request) =>
        github.rest.repos.createOrUpdateFileContents({
          ...coordinatesOf(repo),
          path,
          branch,
          message: markMessage(message, ctx.callId),
          content: asBase64(input),
          ...(sha === undefined ? {} : { sha }),
          request,
        }),
      (data) => ({ ...readFileCommit(branch, message, data.commit), content: { path, sha: data.content?.sha ?? '' } }),
    );
  };
