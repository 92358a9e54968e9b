import type { Handlers } from '@strata/core';
import { type GitHubOperations, githubCatalog } from '@strata/l4-wrappers/github';
import { type Fake, type FakeOptions, createFake } from '../fake/create-fake.ts';
import { type CodeScanningAlert, type DependabotAlert, codeScanningHandlers, dependabotHandlers } from './alerts.ts';
import { branchHandlers } from './branches.ts';
import { commentHandlers } from './comments.ts';
import { commitHandlers } from './commits.ts';
import { comparisonHandlers } from './comparison.ts';
import { fileHandlers } from './files.ts';
import type { GitHubState, RepositoryState } from './github-state.ts';
import { writeBlob, writeCommit } from './history.ts';
import { issueHandlers } from './issues.ts';
import { labelHandlers } from './labels.ts';
import { peopleHandlers } from './people.ts';
import { pullChangeHandlers, pullHandlers } from './pull-requests.ts';
import { checkRunHandlers, statusHandlers } from './reports.ts';
import { repositoryHandlers, repositoryOf } from './repositories.ts';
import { releaseHandlers, tagHandlers } from './releases.ts';
import { searchHandlers, treeHandlers } from './trees.ts';
import { runHandlers, workflowHandlers } from './workflows.ts';
import { reviewHandlers } from './reviews.ts';
import { updateHandlers } from './updates.ts';
import { waitHandlers } from './waiting.ts';

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
  /** Who else may be assigned, and asked for reviews. @default nobody */
  readonly people?: readonly string[];
}

/** A GitHub in memory. */
export interface FakeGitHub extends Fake<GitHubOperations, GitHubState> {
  /** Adds a repository, and gives the commit that its default branch begins at. */
  readonly addRepository: (given: FakeRepository) => string;
  /** Adds an alert, open unless it says otherwise, to a repository, and gives its number. */
  readonly addDependabotAlert: (repo: string, given?: Partial<DependabotAlert>) => number;
  /** The same for an alert of code scanning. */
  readonly addCodeScanningAlert: (repo: string, given?: Partial<CodeScanningAlert>) => number;
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
    labels: new Map(),
    reviews: new Map(),
    statuses: new Map(),
    checkRuns: new Map(),
    releases: new Map(),
    tags: new Map(),
    runs: new Map(),
    dependabot: new Map(),
    codeScanning: new Map(),
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

const dismissed = { dismissedReason: null, dismissedComment: null };

const anyDependency: DependabotAlert = {
  number: 1,
  state: 'open',
  severity: 'high',
  summary: 'A vulnerability',
  package: 'left-pad',
  ecosystem: 'npm',
  manifest: 'package-lock.json',
  advisory: 'GHSA-0000-0000-0000',
  cve: null,
  vulnerable: '< 2.0.0',
  fixedIn: '2.0.0',
  ...dismissed,
  url: 'https://github.com/advisories/GHSA-0000-0000-0000',
  createdAt: beganAt,
};

const anyCode: CodeScanningAlert = {
  number: 1,
  state: 'open',
  severity: 'high',
  summary: 'Code that is not safe',
  rule: 'py/eval',
  tool: 'CodeQL',
  path: 'src/sum.py',
  line: 1,
  message: 'This is not safe',
  branch: 'refs/heads/main',
  ...dismissed,
  url: 'https://github.com/code-scanning',
  createdAt: beganAt,
};

const addAlert = <Alert extends { readonly number: number }>(alerts: Map<number, Alert>, given: Alert): number => {
  const number = alerts.size + 1;
  alerts.set(number, { ...given, number });
  return number;
};

/** A handler for each operation. */
const createHandlers = (state: GitHubState): Handlers<GitHubOperations> => ({
  ...branchHandlers(state),
  ...checkRunHandlers(state),
  ...codeScanningHandlers(state),
  ...comparisonHandlers(state),
  ...dependabotHandlers(state),
  ...labelHandlers(state),
  ...peopleHandlers(state),
  ...releaseHandlers(state),
  ...tagHandlers(state),
  ...searchHandlers(state),
  ...treeHandlers(state),
  ...runHandlers(state),
  ...workflowHandlers(state),
  ...reviewHandlers(state),
  ...statusHandlers(state),
  ...updateHandlers(state),
  ...waitHandlers(state),
  ...commentHandlers(state),
  ...commitHandlers(state),
  ...fileHandlers(state),
  ...issueHandlers(state),
  ...pullHandlers(state),
  ...pullChangeHandlers(state),
  ...repositoryHandlers(state),
});

/**
 * Makes a GitHub in memory: the operations, answers, failures and marks of the real one, without a network. Files,
 * trees and commits have the names that git gives them. What it holds is in `state`; `faults` makes calls fail.
 */
export const createFakeGitHub = ({ latencyMs, login, people = [], ...repository }: FakeGitHubOptions): FakeGitHub => {
  const state: GitHubState = {
    login: login ?? repository.repo.split('/')[0] ?? '',
    people,
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
  return {
    ...fake,
    addRepository: (given) => addRepository(state, given),
    addDependabotAlert: (repo, given) => addAlert(repositoryOf(state, repo).dependabot, { ...anyDependency, ...given }),
    addCodeScanningAlert: (repo, given) => addAlert(repositoryOf(state, repo).codeScanning, { ...anyCode, ...given }),
  };
};
