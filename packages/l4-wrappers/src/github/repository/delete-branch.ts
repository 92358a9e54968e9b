import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { branchName, commitSha } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { assertVisible, orMissing } from '../client/missing.ts';
import { coordinatesOf, repository } from './repository.ts';

/**
 * Deletes a branch. One that is gone already is no failure: a repetition of a call that had its effect must not fail.
 * Fails with `conflict` when the branch is not at `expected`.
 *
 * A repetition cannot tell its own deletion from somebody else's. It answers as the first call did, so that undoing
 * brings the branch back, once: a branch too many can be deleted, one whose commit nobody knows is lost.
 */
export const deleteBranch = defineOperation({
  name: 'delete_branch',
  summary: 'Delete a branch that is at a known commit.',
  effect: 'destroy',
  idempotent: true,
  input: z.object({
    repo: repository,
    branch: branchName.describe("The branch's name."),
    expected: commitSha.describe('Delete it only when it is at this commit (`sha` of get_branch).'),
  }),
  output: z.object({
    branch: z.string(),
    sha: commitSha.describe('The commit that it was at: the one expected.'),
  }),
  undo: {
    operation: 'create_branch',
    request: (input, output) => ({ repo: input.repo, branch: input.branch, from: output.sha }),
  },
  tags: (input) => [input.repo],
});

/** Performs `delete_branch`. */
export const handleDeleteBranch =
  (github: GitHubClient): Handler<typeof deleteBranch> =>
  async ({ repo, branch, expected }, ctx) => {
    const where = coordinatesOf(repo);
    const about = `branch '${branch}' in ${repo}`;
    const ref = `heads/${branch}`;
    const sha = await orMissing(
      github.ask(
        ctx,
        about,
        (request) => github.rest.git.getRef({ ...where, ref, request }),
        (data) => data.object.sha,
      ),
    );
    if (sha === undefined) {
      await assertVisible(github, ctx, where);
      return { branch, sha: expected };
    }
    if (sha !== expected) {
      const message = `${about} is at ${sha}, not at ${expected}`;
      throw new Objection({
        kind: 'conflict',
        message,
        hint: 'Somebody has moved it: look at its commits before deleting it.',
      });
    }
    await orMissing(
      github.change(
        ctx,
        about,
        (request) => github.rest.git.deleteRef({ ...where, ref, request }),
        () => undefined,
      ),
    );
    return { branch, sha };
  };
