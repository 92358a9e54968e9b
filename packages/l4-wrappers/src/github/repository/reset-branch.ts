import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { branchName, commitSha } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf, repository } from './repository.ts';

/**
 * Moves a branch to another commit, forwards or back; it is its own inverse. GitHub cannot compare and move in one
 * step: a push in the moment between the look at the branch and its move would be lost.
 * Fails with `conflict` when the branch is neither at `expected` nor at `sha` already.
 */
export const resetBranch = defineOperation({
  name: 'reset_branch',
  summary: 'Move a branch to another commit, if it is where it is expected.',
  effect: 'destroy',
  idempotent: true,
  input: z.object({
    repo: repository,
    branch: branchName.describe("The branch's name."),
    sha: commitSha.describe('The commit to move it to.'),
    expected: commitSha.describe('The commit that it must be at now.'),
  }),
  output: z.object({
    branch: z.string(),
    sha: commitSha,
    previous: commitSha.describe('The commit that it was at before.'),
  }),
  undo: {
    operation: 'reset_branch',
    request: (input, output) => ({
      repo: input.repo,
      branch: input.branch,
      sha: output.previous,
      expected: output.sha,
    }),
  },
  tags: (input) => [input.repo],
});

/** Performs `reset_branch`. */
export const handleResetBranch =
  (github: GitHubClient): Handler<typeof resetBranch> =>
  async ({ repo, branch, sha, expected }, ctx) => {
    const where = coordinatesOf(repo);
    const about = `branch '${branch}' in ${repo}`;
    const ref = `heads/${branch}`;
    const present = await github.ask(
      ctx,
      about,
      (request) => github.rest.git.getRef({ ...where, ref, request }),
      (data) => data.object.sha,
    );
    // A repetition of a call that had its effect.
    if (present === sha) return { branch, sha, previous: expected };
    if (present !== expected) {
      const message = `${about} is at ${present}, not at ${expected}`;
      throw new Objection({
        kind: 'conflict',
        message,
        hint: 'Somebody has moved it: look at its commits before moving it.',
      });
    }
    return github.change(
      ctx,
      about,
      (request) => github.rest.git.updateRef({ ...where, ref, sha, force: true, request }),
      (data) => ({ branch, sha: data.object.sha, previous: expected }),
    );
  };
