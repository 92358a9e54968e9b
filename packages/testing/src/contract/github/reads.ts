import { expect } from 'vitest';
import { act } from '../act.ts';
import { type GitHubContract, makeChange, makeIssue, makePull } from './github-world.ts';

/** A list's answer is right when it names these, in this order. */
const inOrder = (names: readonly unknown[], expected: readonly unknown[]): void => expect(names).toEqual(expected);

/** Branches, commits, files and the repository, as they are read. */
export const githubTreeReads: GitHubContract<
  'get_repo' | 'get_branch' | 'list_branches' | 'list_commits' | 'get_file'
> = {
  get_repo: {
    arrange: ({ repo }) => ({ operation: 'get_repo', repo }),
    check: (output) =>
      expect(output).toMatchObject({ defaultBranch: 'main', archived: false, permissions: { push: true } }),
  },
  get_branch: {
    arrange: ({ repo }) => ({ operation: 'get_branch', repo, branch: 'main' }),
    check: (output, { base }) => expect(output).toMatchObject({ branch: 'main', sha: base, protected: false }),
  },
  list_branches: {
    arrange: async (world) => {
      await makeChange(world);
      return { operation: 'list_branches', repo: world.repo, names: ['main', 'none', 'work/fix'] };
    },
    check: ({ branches }) =>
      inOrder(
        branches.map(({ branch }) => branch),
        ['main', 'work/fix'],
      ),
  },
  list_commits: {
    arrange: async (world) => {
      const { branch } = await makeChange(world);
      return { operation: 'list_commits', repo: world.repo, sha: branch };
    },
    check: ({ commits }, { base }) => {
      expect(commits.map(({ message, parents }) => ({ message, parents }))).toMatchObject([
        { message: 'Change', parents: [base] },
        { parents: [] },
      ]);
    },
  },
  get_file: {
    arrange: ({ repo }) => ({ operation: 'get_file', repo, path: 'src/sum.py' }),
    check: (output) =>
      // The name is the one that git itself gives those bytes.
      expect(output).toEqual({
        path: 'src/sum.py',
        content: 'def add(a, b):\n    return a - b\n',
        encoding: 'utf-8',
        sha: '12ee7431b8e0e3e366c904c33ef3dee767b1bc20',
        sizeBytes: 32,
      }),
  },
};

/** Issues, pull requests and comments, as they are read. */
export const githubItemReads: GitHubContract<'get_issue' | 'list_issues' | 'get_pr' | 'list_prs' | 'list_comments'> = {
  get_issue: {
    arrange: async (world) => ({ operation: 'get_issue', repo: world.repo, number: await makeIssue(world) }),
    check: (output) => expect(output).toMatchObject({ title: 'A question', body: 'Why?', state: 'open', labels: [] }),
  },
  list_issues: {
    arrange: async (world) => {
      await makePull(world);
      const closed = await makeIssue(world);
      await act(world, { operation: 'close_issue', repo: world.repo, number: closed });
      await makeIssue(world);
      return { operation: 'list_issues', repo: world.repo };
    },
    check: ({ issues }) =>
      inOrder(
        issues.map(({ number, state }) => `${number} ${state}`),
        ['3 open'],
      ),
  },
  get_pr: {
    arrange: async (world) => ({ operation: 'get_pr', repo: world.repo, number: (await makePull(world)).number }),
    check: (output) =>
      expect(output).toMatchObject({ state: 'open', head: 'work/fix', base: 'main', merged: false, mergeSha: null }),
  },
  list_prs: {
    arrange: async (world) => {
      await makePull(world);
      return { operation: 'list_prs', repo: world.repo, head: 'work/fix' };
    },
    check: ({ prs }) =>
      inOrder(
        prs.map(({ title, state }) => `${title} ${state}`),
        ['A change open'],
      ),
  },
  list_comments: {
    arrange: async (world) => {
      const number = await makeIssue(world);
      for (const body of ['First', 'Second'])
        await act(world, { operation: 'add_comment', repo: world.repo, number, body });
      return { operation: 'list_comments', repo: world.repo, number };
    },
    check: ({ comments }) =>
      inOrder(
        comments.map(({ body }) => body),
        ['First', 'Second'],
      ),
  },
};
