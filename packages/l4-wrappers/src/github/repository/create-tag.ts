import { EffectUndecided, type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { markMessage } from '../client/call-mark.ts';
import { commitSha, tagName } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listTags } from './list-tags.ts';
import { coordinatesOf, repository } from './repository.ts';

/**
 * Makes a tag: an annotated one when there is a message, else a light one. A light tag can bear no mark, so `locate`
 * takes one for its own only when it is at what was asked for, and does not decide about one elsewhere. Fails with `conflict` when there is such a tag.
 */
export const createTag = defineOperation({
  name: 'create_tag',
  summary: 'Tag a commit.',
  effect: 'write',
  input: z.object({
    repo: repository,
    tag: tagName.describe("The new tag's name."),
    sha: commitSha.describe("The commit by its 40 digits; to bring back a deleted tag, delete_tag's `object`."),
    message: z.string().trim().min(1).optional().describe('Makes the tag an annotated one.'),
  }),
  output: z.object({
    tag: z.string(),
    object: z.string().describe('What the tag leads to: of an annotated one its own object.'),
  }),
  undo: {
    operation: 'delete_tag',
    request: (input, output) => ({ repo: input.repo, tag: input.tag, expected: output.object }),
  },
  locate: {
    using: listTags,
    request: (input) => ({ repo: input.repo, names: [input.tag] }),
    pick: (found, input, callId) => {
      const [made] = found.tags;
      if (made?.object === undefined) return undefined;
      if (input.message === undefined && made.object !== input.sha)
        throw new EffectUndecided(`tag '${made.tag}' is there, at ${made.object} and not at ${input.sha}`);
      const isOwn = input.message === undefined || made.callId === callId;
      return isOwn ? { tag: made.tag, object: made.object } : undefined;
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `create_tag`. */
export const handleCreateTag =
  (github: GitHubClient): Handler<typeof createTag> =>
  async ({ repo, tag, sha, message }, ctx) => {
    const where = coordinatesOf(repo);
    const about = `tag '${tag}' in ${repo}`;
    const object =
      message === undefined
        ? sha
        : await github.ask(
            ctx,
            about,
            (request) => {
              const text = markMessage(message, ctx.callId);
              return github.rest.git.createTag({ ...where, tag, message: text, object: sha, type: 'commit', request });
            },
            (data) => data.sha,
          );
    return github.change(
      ctx,
      about,
      (request) => github.rest.git.createRef({ ...where, ref: `refs/tags/${tag}`, sha: object, request }),
      (data) => ({ tag, object: data.object.sha }),
    );
  };
