import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { markBody } from '../client/call-mark.ts';
import { branchOrSha, commitSha, isSha, tagName } from '../repository/git-names.ts';
import { foundIn } from '../client/found-in.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listReleases } from './list-releases.ts';
import { readRelease, release } from './release.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';
import { tagOf } from '../repository/tag-ref.ts';

/**
 * Makes a release, and its tag when there is none. The tag is made at a commit that was looked up before, so that
 * undoing takes away the very tag. What was sent to people who watch the repository can't be called back. Fails with
 * `conflict` when the tag has a release, or is at another commit than `target`.
 */
export const createRelease = defineOperation({
  name: 'create_release',
  summary: 'Make a release, and its tag when there is none.',
  effect: 'write',
  input: z.object({
    repo: repository,
    tag: tagName.describe('Its tag.'),
    name: z.string().trim().min(1).optional().describe('The title; the tag when left out.'),
    body: z.string().default('').describe('The notes, in Markdown.'),
    target: branchOrSha.optional().describe('Where a new tag is made: a branch or commit; else the default branch.'),
    draft: z.boolean().default(false).describe('Whether to keep it back; then no tag is made yet.'),
    prerelease: z.boolean().default(false).describe('Whether it is not ready for everybody.'),
    generateNotes: z.boolean().default(false).describe('Whether GitHub adds notes about what has changed.'),
  }),
  output: release.pick({ id: true, tag: true, url: true, draft: true, createdAt: true }).extend({
    tagMade: commitSha.nullable().describe('Where this call has made the tag; null when it was there, or of a draft.'),
  }),
  undo: {
    operation: 'delete_release',
    request: (input, { id, tagMade }) => ({
      repo: input.repo,
      id,
      tag: tagMade === null ? null : { name: input.tag, expected: tagMade },
    }),
  },
  locate: {
    using: listReleases,
    request: (input) => ({ repo: input.repo }),
    pick: (found, _input, callId) => {
      const made = foundIn(
        found,
        found.releases.find((it) => it.callId === callId),
      );
      if (made === undefined) return undefined;
      const { id, tag, url, draft, createdAt, target } = made;
      // Below, the target is a commit exactly when the tag is made there; a draft's may be one, and has no tag.
      return { id, tag, url, draft, createdAt, tagMade: !draft && isSha(target) ? target : null };
    },
  },
  tags: (input) => [input.repo],
});

type Input = z.output<typeof createRelease.input>;

const commitAt = async (github: GitHubClient, ctx: HandlerContext, { repo, target }: Input): Promise<string> => {
  if (target !== undefined && isSha(target)) return target;
  const where = coordinatesOf(repo);
  const branch =
    target ??
    (await github.ask(
      ctx,
      `repository ${repo}`,
      (request) => github.rest.repos.get({ ...where, request }),
      (data) => data.default_branch,
    ));
  return github.ask(
    ctx,
    `branch '${branch}' in ${repo}`,
    (request) => github.rest.git.getRef({ ...where, ref: `heads/${branch}`, request }),
    (data) => data.object.sha,
  );
};

/** Where the tag is to be made; `undefined` when it is there already. */
const placeOfTag = async (github: GitHubClient, ctx: HandlerContext, input: Input): Promise<string | undefined> => {
  const { repo, tag, target } = input;
  const present = await tagOf(github, ctx, repo, tag);
  if (present === undefined) return commitAt(github, ctx, input);
  if (target === undefined) return undefined;
  const asked = await commitAt(github, ctx, input);
  if (asked === present.commit) return undefined;
  const message = `tag '${tag}' in ${repo} is at ${present.commit}, not at ${asked}`;
  throw new Objection({ kind: 'conflict', message, hint: 'Choose another tag, or leave out the target.' });
};

/** Performs `create_release`. */
export const handleCreateRelease =
  (github: GitHubClient): Handler<typeof createRelease> =>
  async (input, ctx) => {
    const { repo, tag, name = tag, body, draft, prerelease, generateNotes } = input;
    const place = draft ? undefined : await placeOfTag(github, ctx, input);
    const target = draft ? input.target : place;
    const { id, url, createdAt } = await github.change(
      ctx,
      `release '${tag}' in ${repo}`,
      (request) =>
        github.rest.repos.createRelease({
          ...coordinatesOf(repo),
          tag_name: tag,
          name,
          body: markBody(body, ctx.callId),
          draft,
          prerelease,
          ...(target === undefined ? {} : { target_commitish: target }),
          ...(generateNotes ? { generate_release_notes: true } : {}),
          request,
        }),
      readRelease,
    );
    return { id, tag, url, draft, createdAt, tagMade: place ?? null };
  };
