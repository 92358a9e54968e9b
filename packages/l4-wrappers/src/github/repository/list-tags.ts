import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { tagName } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { assertVisible } from '../client/missing.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { madeBy } from '../pull-requests/pull-request.ts';
import { coordinatesOf, repository } from './repository.ts';
import { type TagShown, tagOf } from './tag-ref.ts';

/** Lists tags. GitHub's list says nothing of annotations: those come with tags that are asked for by name. */
export const listTags = defineOperation({
  name: 'list_tags',
  summary: 'List the tags of a repository, or those of some names that exist.',
  effect: 'read',
  input: z.object({
    repo: repository,
    names: z
      .array(tagName)
      .min(1)
      .max(100)
      .optional()
      .describe('Only these tags, with their annotations; those that do not exist are left out.'),
    ...paging,
  }),
  output: z.object({
    tags: z.array(
      z.object({
        tag: z.string(),
        commit: z.string().describe('The commit that it leads to.'),
        object: z.string().optional().describe('What delete_tag expects: of an annotated tag its own object.'),
        message: z.string().optional().describe('Of annotated tags only.'),
        callId: madeBy,
      }),
    ),
    ...paged,
  }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_tags`. */
export const handleListTags =
  (github: GitHubClient): Handler<typeof listTags> =>
  async ({ repo, names, ...part }, ctx) => {
    const where = coordinatesOf(repo);
    if (names === undefined) {
      const { items: tags, ...rest } = await listPaged(github, ctx, {
        about: `repository ${repo}`,
        ...part,
        call: (page, request) => github.rest.repos.listTags({ ...where, ...page, request }),
        read: ({ name, commit }) => ({ tag: name, commit: commit.sha }),
      });
      return { tags, ...rest };
    }
    const tags: TagShown[] = [];
    // There are no more than a hundred: all of them are the first page.
    for (const name of (part.page ?? 1) > 1 ? [] : names) {
      const shown = await tagOf(github, ctx, repo, name);
      if (shown !== undefined) tags.push(shown);
    }
    if (tags.length === 0) await assertVisible(github, ctx, where);
    return { tags, count: tags.length, complete: true, nextPage: null };
  };
