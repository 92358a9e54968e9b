import type { HandlerContext, Handlers } from '@strata/core';
import type { GitHubOperations } from '@strata/l4-wrappers/github';
import { FakeRefusal, notFound } from '../fake/fake-refusal.ts';
import type { GitHubState, RepositoryState } from './github-state.ts';

/** Some of the handlers; which, the parts of the fake say themselves. */
export type GitHubHandlers<Names extends keyof GitHubOperations> = Pick<Handlers<GitHubOperations>, Names>;

/** What GitHub says of what it does not have. */
export const missing = (about: string): FakeRefusal => notFound(`GitHub has no ${about}, or does not show it`);

/** The repository. Fails with `not_found`. */
export const repositoryOf = (state: GitHubState, repo: string): RepositoryState => {
  const found = state.repositories.get(repo);
  if (found === undefined) throw missing(`repository ${repo}`);
  return found;
};

/** The same for a change, which an archived repository and a token without the right do not allow. */
export const writableOf = (state: GitHubState, repo: string): RepositoryState => {
  const found = repositoryOf(state, repo);
  if (found.archived || !found.permissions.push) {
    const why = found.archived ? 'it is archived and takes no changes' : 'the token may not push';
    throw new FakeRefusal({ kind: 'forbidden', message: `GitHub does not allow this for repository ${repo}: ${why}` });
  }
  return found;
};

/** The time as GitHub writes it, which knows no parts of a second. */
export const timeOf = ({ clock }: Pick<HandlerContext, 'clock'>): string =>
  new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');

/** The call's mark, for what can bear one. */
export const markOf = ({ callId }: Pick<HandlerContext, 'callId'>): { readonly callId?: string } =>
  callId === undefined ? {} : { callId };

/** The address that people open. */
export const webOf = (repo: string, path: string): string => `https://github.com/${repo}/${path}`;

/** What is done with repositories themselves. */
export const repositoryHandlers = (state: GitHubState): GitHubHandlers<'get_repo'> => ({
  get_repo: async ({ repo }) => {
    const { defaultBranch, private: isPrivate, archived, permissions } = repositoryOf(state, repo);
    return { defaultBranch, private: isPrivate, archived, permissions, url: `https://github.com/${repo}` };
  },
});
