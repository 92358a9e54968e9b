import { type AnyOperation, type RequestOf, type WorkflowContext, createContext } from '@strata/core';
import { type GitHubOperations, githubCatalog } from './catalog.ts';
import { commitWrites } from './repository/commit-writes.fixture.ts';
import { itemWrites } from './issues/item-writes.fixture.ts';
import type { LocalGitHub } from './local-github.fixture.ts';
import { releaseWrites, runWrites } from './releases/release-writes.fixture.ts';

/** Some request of the catalog. */
export type GitHubRequest = RequestOf<GitHubOperations>;

/** A write, and what has to be there before it. */
export interface WriteCase {
  readonly arrange: (local: LocalGitHub) => Promise<GitHubRequest>;
}

/** A context whose call has a mark. */
export const markedContext = (callId = 'ship/copies[2]/write'): WorkflowContext => createContext({ callId });

/** A request's input with its defaults filled in, which is what `undo` and `locate` are given. */
export const inputOf = ({ operation, ...input }: GitHubRequest): object => {
  const definition: AnyOperation = githubCatalog.operations[operation];
  return definition.input.parse(input);
};

const makeBranch = async ({ ask, repo, base }: LocalGitHub): Promise<string> => {
  await ask('POST', `/repos/${repo}/git/refs`, { ref: 'refs/heads/work/fix', sha: base });
  return 'work/fix';
};

interface Commit {
  readonly commit: { readonly sha: string };
}

/** A branch with a commit of its own on it. */
const makeChange = async (local: LocalGitHub): Promise<{ readonly branch: string; readonly sha: string }> => {
  const branch = await makeBranch(local);
  const body = { branch, message: 'Change', content: 'bmV3' };
  const { commit } = await local.ask<Commit>('PUT', `/repos/${local.repo}/contents/new.txt`, body);
  return { branch, sha: commit.sha };
};

const makePull = async (local: LocalGitHub): Promise<number> => {
  const { branch } = await makeChange(local);
  const { number } = await local.ask<{ number: number }>('POST', `/repos/${local.repo}/pulls`, {
    title: 'T',
    head: branch,
    base: 'main',
  });
  return number;
};

const makeIssue = async ({ ask, repo }: LocalGitHub): Promise<number> =>
  (await ask<{ number: number }>('POST', `/repos/${repo}/issues`, { title: 'T' })).number;

/** Every write of the catalog, on a state that lets it happen. */
export const writes: Readonly<Record<string, WriteCase>> = {
  create_branch: { arrange: async ({ repo }) => ({ operation: 'create_branch', repo, branch: 'work/fix' }) },
  delete_branch: {
    arrange: async (local) => ({
      operation: 'delete_branch',
      repo: local.repo,
      branch: await makeBranch(local),
      expected: local.base,
    }),
  },
  reset_branch: {
    arrange: async (local) => {
      const { branch, sha } = await makeChange(local);
      return { operation: 'reset_branch', repo: local.repo, branch, sha: local.base, expected: sha };
    },
  },
  commit_files: {
    arrange: async ({ repo, base }) => ({
      operation: 'commit_files',
      repo,
      branch: 'main',
      parent: base,
      message: 'Fix the sum',
      files: [
        { path: 'src/sum.py', content: 'def add(a, b):\n    return a + b\n' },
        { path: 'bin/run', content: 'AP/+', encoding: 'base64', executable: true },
        { path: 'README.md', deleted: true },
      ],
    }),
  },
  update_file: {
    arrange: async ({ repo }) => ({
      operation: 'update_file',
      repo,
      path: 'src/sum.py',
      content: 'x = 1\n',
      message: 'Change',
    }),
  },
  delete_file: {
    arrange: async ({ repo }) => ({ operation: 'delete_file', repo, path: 'src/sum.py', message: 'Drop' }),
  },
  create_pr: {
    arrange: async (local) => ({
      operation: 'create_pr',
      repo: local.repo,
      title: 'Fix',
      body: 'Why',
      head: (await makeChange(local)).branch,
    }),
  },
  close_pr: { arrange: async (local) => ({ operation: 'close_pr', repo: local.repo, number: await makePull(local) }) },
  reopen_pr: {
    arrange: async (local) => {
      const number = await makePull(local);
      await local.ask('PATCH', `/repos/${local.repo}/pulls/${number}`, { state: 'closed' });
      return { operation: 'reopen_pr', repo: local.repo, number };
    },
  },
  merge_pr: { arrange: async (local) => ({ operation: 'merge_pr', repo: local.repo, number: await makePull(local) }) },
  create_issue: { arrange: async ({ repo }) => ({ operation: 'create_issue', repo, title: 'Wrong sum', body: 'See' }) },
  close_issue: {
    arrange: async (local) => ({ operation: 'close_issue', repo: local.repo, number: await makeIssue(local) }),
  },
  reopen_issue: {
    arrange: async (local) => {
      const number = await makeIssue(local);
      await local.ask('PATCH', `/repos/${local.repo}/issues/${number}`, { state: 'closed' });
      return { operation: 'reopen_issue', repo: local.repo, number };
    },
  },
  add_comment: {
    arrange: async (local) => ({
      operation: 'add_comment',
      repo: local.repo,
      number: await makeIssue(local),
      body: '3 passed',
    }),
  },
  delete_comment: {
    arrange: async (local) => {
      const number = await makeIssue(local);
      const path = `/repos/${local.repo}/issues/${number}/comments`;
      return {
        operation: 'delete_comment',
        repo: local.repo,
        id: (await local.ask<{ id: number }>('POST', path, { body: 'B' })).id,
      };
    },
  },
  ...itemWrites,
  ...commitWrites,
  ...releaseWrites,
  ...runWrites,
};
