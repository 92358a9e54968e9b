import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { commitSha, tagName } from '../repository/git-names.ts';
import { removeTag } from '../repository/delete-tag.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { assertVisible, orMissing } from '../client/missing.ts';
import { releaseId } from './release.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Deletes a release, and its tag if that is asked for. One that is gone already is no failure. */
export const deleteRelease = defineOperation({
  name: 'delete_release',
  summary: 'Delete a release, and its tag if that is asked for.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'its files go with it, and a new release has another number and date',
  input: z.object({
    repo: repository,
    id: releaseId.describe("The release's number (`id` of list_releases)."),
    tag: z
      .object({
        name: tagName.describe("The tag's name."),
        expected: commitSha.describe('Delete it only when it leads to this.'),
      })
      .nullable()
      .default(null)
      .describe('The tag to delete, too; it stays when left out.'),
  }),
  output: z.object({ id: releaseId, tag: z.string().nullable().describe('The tag that was deleted, too.') }),
  tags: (input) => [input.repo],
});

/** Performs `delete_release`. */
export const handleDeleteRelease =
  (github: GitHubClient): Handler<typeof deleteRelease> =>
  async ({ repo, id, tag }, ctx) => {
    const where = coordinatesOf(repo);
    const deleted = await orMissing(
      github.change(
        ctx,
        `release ${id} in ${repo}`,
        (request) => github.rest.repos.deleteRelease({ ...where, release_id: id, request }),
        () => true,
      ),
    );
    if (deleted === undefined) await assertVisible(github, ctx, where);
    if (tag !== null) await removeTag(github, ctx, { repo, tag: tag.name, expected: tag.expected });
    return { id, tag: tag === null ? null : tag.name };
  };
