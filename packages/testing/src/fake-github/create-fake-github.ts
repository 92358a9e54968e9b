import type { Handlers } from '@strata/core';
import { type GitHubOperations, githubCatalog } from '@strata/l4-wrappers/github';
import { type Fake, type FakeOptions, createFake } from '../fake/create-fake.ts';
import { branchHandlers } from './branches.ts';
import { commentHandlers } from './comments.ts';
import { commitHandlers } from './commits.ts';
import { fileHandlers } from './files.ts';
import type { GitHubState, RepositoryState } from './github-state.ts';
import { writeBlob, writeCommit } from './history.ts';
import { issueHandlers } from './issues.ts';
import { pullChangeHandlers, pullHandlers } from './pull-requests.ts';
import { repositoryHandlers } from './repositories.ts';

/** A repository to begin with. */
export interface FakeRepository {
  /** Its name, as 'owner/name'. */
  readonly repo: string;
  /** The default branch. @default main */
  readonly base?: string;
  /** What the default branch holds, by path; left out, the repository is empty but for a first commit. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** What the token may do. @default everything */
  readonly permissions?: { readonly pull: boolean; readonly push: boolean; readonly admin: boolean };
}

export interface FakeGitHubOptions extends FakeRepository, FakeOptions {
  /** Who acts. @default the repository's owner */
  readonly login?: string;
}

/** A GitHub in memory. */
export interface FakeGitHub extends Fake<GitHubOperations, GitHubState> {
  /** Adds a repository, and gives the commit that its default branch begins at. */
  readonly addRepository: (given: FakeRepository) => string;
}

/** When the first commit of every fake repository was made: always the same, so that its name is. */
const beganAt = '2026-01-01T00:00:00Z';

const addRepository = (
  state: GitHubState,
  { repo, base = 'main', files = {}, permissions }: FakeRepository,
): string => {
  const repository: RepositoryState = {
    repo,
    defaultBranch: base,
    private: false,
    archived: false,
    permissions: permissions ?? { pull: true, push: true, admin: true },
    branches: new Map(),
    protected: new Set(),
    commits: new Map(),
    blobs: new Map(),
    items: new Map(),
    comments: new Map(),
  };
  const tree = Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      { mode: '100644' as const, sha: writeBlob(repository, Buffer.from(content)) },
    ]),
  );
  const first = { parents: [], files: tree, message: 'Begin', author: state.login, date: beganAt };
  const { sha } = writeCommit(repository, first);
  repository.branches.set(base, sha);
  state.repositories.set(repo, repository);
  return sha;
};

/** A handler for each operation. */
const createHandlers = (state: GitHubState): Handlers<GitHubOperations> =>
  ({
    ...branchHandlers(state),
    ...commentHandlers(state),
    ...commitHandlers(state),
    ...fileHandlers(state),
    ...issueHandlers(state),
    ...pullHandlers(state),
    ...pullChangeHandlers(state),
    ...repositoryHandlers(state),
  }) as unknown as Handlers<GitHubOperations>;

/**
 * Makes a GitHub in memory: the operations, answers, failures and marks of the real one, without a network. Files,
 * trees and commits have the names that git gives them. What it holds is in `state`; `faults` makes calls fail.
 */
export const createFakeGitHub = ({ latencyMs, login, ...repository }: FakeGitHubOptions): FakeGitHub => {
  const state: GitHubState = {
    login: login ?? repository.repo.split('/')[0] ?? '',
    repositories: new Map(),
    lastId: 0,
  };
  addRepository(state, repository);
  const fake = createFake<GitHubOperations, GitHubState>(
    githubCatalog,
    state,
    createHandlers(state),
    latencyMs === undefined ? {} : { latencyMs },
  );
  return { ...fake, addRepository: (given) => addRepository(state, given) };
};
