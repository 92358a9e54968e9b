import type { HandlerContext } from '@strata/core';
import { unmarkMessage } from '../client/call-mark.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orMissing } from '../client/missing.ts';
import { coordinatesOf } from './repository.ts';

/** A tag by its ref. */
export interface TagRef {
  /** What the ref leads to: the commit, or the annotated tag's own object. */
  readonly object: string;
  readonly isAnnotated: boolean;
}

/** A tag with what its object says, when it has one. */
export interface TagShown {
  readonly tag: string;
  readonly object: string;
  readonly commit: string;
  readonly message?: string;
  readonly callId?: string;
}

/** What a tag's ref leads to; `undefined` when there is no such tag. */
export const tagRefOf = (
  github: GitHubClient,
  ctx: HandlerContext,
  repo: string,
  tag: string,
): Promise<TagRef | undefined> =>
  orMissing(
    github.ask(
      ctx,
      `tag '${tag}' in ${repo}`,
      (request) => github.rest.git.getRef({ ...coordinatesOf(repo), ref: `tags/${tag}`, request }),
      ({ object }) => ({ object: object.sha, isAnnotated: object.type === 'tag' }),
    ),
  );

/** A tag and the commit that it leads to in the end; `undefined` when there is no such tag. */
export const tagOf = async (
  github: GitHubClient,
  ctx: HandlerContext,
  repo: string,
  tag: string,
): Promise<TagShown | undefined> => {
  const ref = await tagRefOf(github, ctx, repo, tag);
  if (ref === undefined) return undefined;
  const { object, isAnnotated } = ref;
  if (!isAnnotated) return { tag, object, commit: object };
  return github.ask(
    ctx,
    `tag '${tag}' in ${repo}`,
    (request) => github.rest.git.getTag({ ...coordinatesOf(repo), tag_sha: object, request }),
    (data) => {
      const { text, callId } = unmarkMessage(data.message);
      return { tag, object, commit: data.object.sha, message: text, ...(callId === undefined ? {} : { callId }) };
    },
  );
};
