import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { commitSha, tagName } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { assertVisible, orMissing } from '../client/missing.ts';
import { coordinatesOf, repository } from './repository.ts';
import { tagRefOf } from './tag-ref.ts';

/**
 * Deletes a tag. One that is gone already is no failure: a repetition of a call that had its effect must not fail, and
 * answers as the first one did. Fails with `conflict` when the tag is not at `expected`. An annotated tag's object stays
 * in the repository, so undoing brings back the very tag.
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
  output: z.object({ tag: z.string(), object: z.string().describe('What it led to: the one expected.') }),
  undo: {
    operation: 'create_tag',
    request: (input, output) => ({ repo: input.repo, tag: input.tag, sha: output.object }),
  },
  tags: (input) => [input.repo],
});

/** Deletes a tag that is at `expected`; one that is gone is left at that. */
export const removeTag = async (
  github: GitHubClient,
  ctx: HandlerContext,
  { repo, tag, expected }: z.output<typeof deleteTag.input>,
): Promise<void> => {
  const where = coordinatesOf(repo);
  const about = `tag '${tag}' in ${repo}`;
  const ref = await tagRefOf(github, ctx, repo, tag);
  if (ref === undefined) return assertVisible(github, ctx, where);
  if (ref.object !== expected) {
    const message = `${about} is at ${ref.object}, not at ${expected}`;
    throw new Objection({ kind: 'conflict', message, hint: 'Somebody has moved it: look at it before deleting it.' });
  }
  await orMissing(
    github.change(
      ctx,
      about,
      (request) => github.rest.git.deleteRef({ ...where, ref: `tags/${tag}`, request }),
      () => undefined,
    ),
  );
};

/** Performs `delete_tag`. */
export const handleDeleteTag =
  (github: GitHubClient): Handler<typeof deleteTag> =>
  async (input, ctx) => {
    await removeTag(github, ctx, input);
    return { tag: input.tag, object: input.expected };
  };
