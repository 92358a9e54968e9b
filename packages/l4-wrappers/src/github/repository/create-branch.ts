import { EffectUndecided, type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { branchName, branchOrSha, commitSha, isSha } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listBranches } from './list-branches.ts';
import { coordinatesOf, repository } from './repository.ts';
import { webAddress } from '../client/web-address.ts';

/**
 * Makes a branch. A branch can bear no mark, so `locate` takes one for its own only when it is at the very commit that
 * was asked for: it then has no work of anybody's on it, and undoing deletes it only as long as that is so. One that is
 * elsewhere may be this call's all the same, since either branch can have moved: that stays undecided. A commit as
 * `from` does not move.
 */
export const createBranch = defineOperation({
  name: 'create_branch',
  summary: 'Make a branch at the commit of another one.',
  effect: 'write',
  input: z.object({
    repo: repository,
    branch: branchName.describe("The new branch's name."),
    from: branchOrSha.default('main').describe('Where it begins: a branch, or a commit by its 40 digits.'),
  }),
  output: z.object({ branch: z.string(), sha: commitSha, url: webAddress }),
  undo: {
    operation: 'delete_branch',
    request: (input, output) => ({ repo: input.repo, branch: input.branch, expected: output.sha }),
  },
  locate: {
    using: listBranches,
    request: (input) => ({ repo: input.repo, names: isSha(input.from) ? [input.branch] : [input.branch, input.from] }),
    pick: (found, input) => {
      const at = (name: string) => found.branches.find((it) => it.branch === name);
      const made = at(input.branch);
      const asked = isSha(input.from) ? input.from : at(input.from)?.sha;
      if (made === undefined) return undefined;
      if (made.sha === asked) return { branch: made.branch, sha: made.sha, url: made.url };
      throw new EffectUndecided(
        `branch '${made.branch}' is there, at ${made.sha} and not at ${asked ?? 'what is gone'}`,
      );
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `create_branch`. */
export const handleCreateBranch =
  (github: GitHubClient): Handler<typeof createBranch> =>
  async (input, ctx) => {
    const where = coordinatesOf(input.repo);
    const sha = isSha(input.from)
      ? input.from
      : await github.ask(
          ctx,
          `branch '${input.from}' in ${input.repo}`,
          (request) => github.rest.git.getRef({ ...where, ref: `heads/${input.from}`, request }),
          (data) => data.object.sha,
        );
    return github.change(
      ctx,
      `branch '${input.branch}' in ${input.repo}`,
      (request) => github.rest.git.createRef({ ...where, ref: `refs/heads/${input.branch}`, sha, request }),
      (data) => ({ branch: input.branch, sha: data.object.sha, url: data.url }),
    );
  };
