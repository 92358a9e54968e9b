import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { markMessage } from '../client/call-mark.ts';
import { type FileChange, fileChange } from './file-change.ts';
import { branchName, commitSha } from './git-names.ts';
import { type TreeEntry, uploadFiles } from './git-tree.ts';
import { foundIn } from '../client/found-in.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listCommits } from './list-commits.ts';
import { coordinatesOf, repository } from './repository.ts';
import { webAddress } from '../client/web-address.ts';

const eachPathOnce = (files: readonly FileChange[], refinement: z.RefinementCtx): void => {
  const seen = new Set<string>();
  for (const [index, { path }] of files.entries()) {
    if (seen.has(path))
      refinement.addIssue({ code: 'custom', message: `'${path}' is given twice`, path: [index, 'path'] });
    seen.add(path);
  }
};

/**
 * Commits many files at once, through git's own objects, so that a branch never shows half of a change.
 * Fails with `conflict` when the branch is not at `parent`, and with `refused` when the files change nothing.
 */
export const commitFiles = defineOperation({
  name: 'commit_files',
  summary: 'Add, change and delete files of a branch in one commit.',
  effect: 'write',
  input: z.object({
    repo: repository,
    branch: branchName.describe('The branch to commit to.'),
    parent: commitSha.describe('The commit that the branch must be at.'),
    message: z.string().trim().min(1).describe('The commit message.'),
    files: z.array(fileChange).min(1).max(10_000).superRefine(eachPathOnce).describe('The files, each path once.'),
  }),
  output: z.object({
    sha: commitSha,
    branch: z.string(),
    parent: commitSha,
    url: webAddress,
    files: z.int().describe('How many files.'),
  }),
  undo: {
    operation: 'reset_branch',
    request: (input, output) => ({
      repo: input.repo,
      branch: input.branch,
      sha: output.parent,
      expected: output.sha,
    }),
  },
  locate: {
    using: listCommits,
    request: (input) => ({ repo: input.repo, sha: input.branch, maxResults: 1000 }),
    pick: (found, input, callId) => {
      // What this call has made is newer than its parent: what comes after that need not be looked through.
      const isAllThere = found.complete || found.commits.some((commit) => commit.sha === input.parent);
      const made = foundIn(
        { complete: isAllThere },
        found.commits.find((commit) => commit.callId === callId),
      );
      if (made === undefined) return undefined;
      return { sha: made.sha, branch: input.branch, parent: input.parent, url: made.url, files: input.files.length };
    },
  },
  tags: (input) => [input.repo],
});

interface NewCommit {
  readonly repo: string;
  readonly parent: string;
  readonly message: string;
  readonly entries: TreeEntry[];
}

/** Makes the tree and the commit; no branch leads to it yet. */
const writeCommit = async (
  github: GitHubClient,
  ctx: HandlerContext,
  { repo, parent, message, entries }: NewCommit,
) => {
  const where = coordinatesOf(repo);
  const baseTree = await github.ask(
    ctx,
    `commit ${parent} in ${repo}`,
    (request) => github.rest.git.getCommit({ ...where, commit_sha: parent, request }),
    (data) => data.tree.sha,
  );
  const tree = await github.ask(
    ctx,
    `the files of a commit to ${repo}`,
    (request) => github.rest.git.createTree({ ...where, base_tree: baseTree, tree: entries, request }),
    (data) => data.sha,
  );
  if (tree === baseTree) {
    const same = `the files are the same as in ${parent}: there is nothing to commit`;
    throw new Objection({ kind: 'refused', message: same, hint: 'Change a file, or leave the commit out.' });
  }
  return github.ask(
    ctx,
    `a commit to ${repo}`,
    (request) => github.rest.git.createCommit({ ...where, message, tree, parents: [parent], request }),
    (data) => ({ sha: data.sha, url: data.html_url }),
  );
};

/** Performs `commit_files`. */
export const handleCommitFiles =
  (github: GitHubClient): Handler<typeof commitFiles> =>
  async ({ repo, branch, parent, message, files }, ctx) => {
    const where = coordinatesOf(repo);
    const about = `branch '${branch}' in ${repo}`;
    const ref = `heads/${branch}`;
    const present = await github.ask(
      ctx,
      about,
      (request) => github.rest.git.getRef({ ...where, ref, request }),
      (data) => data.object.sha,
    );
    if (present !== parent) {
      const moved = `${about} is at ${present}, not at ${parent}`;
      throw new Objection({
        kind: 'conflict',
        message: moved,
        hint: 'Build the change on the present commit, and try again.',
      });
    }
    const entries = await uploadFiles(github, ctx, repo, files);
    const commit = await writeCommit(github, ctx, { repo, parent, message: markMessage(message, ctx.callId), entries });
    return github.change(
      ctx,
      about,
      // Without force, GitHub itself refuses when the branch has moved on meanwhile.
      (request) => github.rest.git.updateRef({ ...where, ref, sha: commit.sha, force: false, request }),
      () => ({ sha: commit.sha, branch, parent, url: commit.url, files: files.length }),
    );
  };
