import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { commitSha, tagName } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { assertVisible, orMissing } from '../client/missing.ts';
import { coordinatesOf, repository } from './repository.ts';
import { tagRefOf } from './tag-ref.ts';

/**
 * Deletes a tag. One that is gone already is no failure: a repetition of a call that had its effect must not fail, and
 * counts the deletion as its own. One that is gone at the first attempt was deleted by somebody else, and undoing leaves
 * it so. Fails with `conflict` when the tag is not at `expected`. An annotated tag's object stays in the repository, so
 * undoing brings back the very tag.
 */
export const deleteTag = defineOperation({
  name: 'delete_tag',
  summary: 'Delete a tag that is at a known commit.',
  effect: 'destroy',
  idempotent: true,
  input: z.object({
    repo: repository,
    tag: tagName.describe("The tag's name."),
    expected: commitSha.describe('Delete it only when it leads to this (`object` of create_tag, or of list_tags).'),
  }),
  output: z.object({
    tag: z.string(),
    object: z.string().describe('What it led to: the one expected.'),
    deleted: z.boolean().describe('False when somebody else had deleted it.'),
  }),
  undo: {
    operation: 'create_tag',
    request: (input, output) => (output.deleted ? { repo: input.repo, tag: input.tag, sha: output.object } : undefined),
  },
  tags: (input) => [input.repo],
});

/** Deletes a tag that is at `expected`; one that is gone is left at that. Gives whether this call has deleted it. */
export const removeTag = async (
  github: GitHubClient,
  ctx: HandlerContext,
  { repo, tag, expected }: z.output<typeof deleteTag.input>,
): Promise<boolean> => {
  const where = coordinatesOf(repo);
  const about = `tag '${tag}' in ${repo}`;
  const { before, now } = await ctx.beforeAndNow(() => tagRefOf(github, ctx, repo, tag));
  if (now === undefined) {
    await assertVisible(github, ctx, where);
    return before?.object === expected;
  }
  if (now.object !== expected) {
    const message = `${about} is at ${now.object}, not at ${expected}`;
    throw new Objection({ kind: 'conflict', message, hint: 'Somebody has moved it: look at it before deleting it.' });
  }
  const remove = () =>
    orMissing(
      github.change(
        ctx,
        about,
        (request) => github.rest.git.deleteRef({ ...where, ref: `tags/${tag}`, request }),
        () => true,
      ),
    );
  const look = async () => ((await tagRefOf(github, ctx, repo, tag)) === undefined ? true : undefined);
  return (await orFound(remove, look)) ?? false;
};

/** Performs `delete_tag`. */
export const handleDeleteTag =
  (github: GitHubClient): Handler<typeof deleteTag> =>
  async (input, ctx) => {
    const deleted = await removeTag(github, ctx, input);
    return { tag: input.tag, object: input.expected, deleted };
  };
