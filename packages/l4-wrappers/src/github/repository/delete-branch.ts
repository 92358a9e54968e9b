import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { branchName, commitSha } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { assertVisible, orMissing } from '../client/missing.ts';
import { coordinatesOf, repository } from './repository.ts';

/**
 * Deletes a branch. One that is gone already is no failure: a repetition of a call that had its effect must not fail.
 * Fails with `conflict` when the branch is not at `expected`.
 *
 * One that is gone at the first attempt was deleted by somebody else, and undoing leaves it so. A repetition cannot tell
 * its own deletion from somebody else's. It counts it as its own, so that undoing brings the branch back: a branch too
 * many can be deleted, one whose commit nobody knows is lost.
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
    deleted: z.boolean().describe('False when somebody else had deleted it.'),
  }),
  undo: {
    operation: 'create_branch',
    request: (input, output) =>
      output.deleted ? { repo: input.repo, branch: input.branch, from: output.sha } : undefined,
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
    const look = () =>
      orMissing(
        github.ask(
          ctx,
          about,
          (request) => github.rest.git.getRef({ ...where, ref, request }),
          (data) => data.object.sha,
        ),
      );
    const { before, now: sha } = await ctx.beforeAndNow(look);
    if (sha === undefined) {
      await assertVisible(github, ctx, where);
      return { branch, sha: expected, deleted: before === expected };
    }
    if (sha !== expected) {
      const message = `${about} is at ${sha}, not at ${expected}`;
      throw new Objection({
        kind: 'conflict',
        message,
        hint: 'Somebody has moved it: look at its commits before deleting it.',
      });
    }
    const remove = () =>
      orMissing(
        github.change(
          ctx,
          about,
          (request) => github.rest.git.deleteRef({ ...where, ref, request }),
          () => true,
        ),
      );
    const deleted = await orFound(remove, async () => ((await look()) === undefined ? true : undefined));
    return { branch, sha, deleted: deleted ?? false };
  };
