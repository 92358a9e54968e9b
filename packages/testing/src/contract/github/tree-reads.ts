import { expect } from 'vitest';
import { act } from '../act.ts';
import { type GitHubContract, makeChange, makeIssue, makePull } from './github-world.ts';

/** What shows trees, commits and changes, and what searches. */
export const githubTrees: GitHubContract<'get_tree' | 'get_commit' | 'list_pr_files' | 'search_issues'> = {
  get_tree: {
    arrange: ({ repo }) => ({ operation: 'get_tree', repo, path: 'src' }),
    check: ({ entries, complete }) => {
      expect(entries.map(({ path, type }) => `${type} ${path}`).toSorted()).toEqual([
        'file src/naïve name #1.txt',
        'file src/sum.py',
      ]);
      expect(entries.find(({ path }) => path === 'src/sum.py')).toMatchObject({
        sha: '12ee7431b8e0e3e366c904c33ef3dee767b1bc20',
        sizeBytes: 32,
      });
      expect(complete).toBe(true);
    },
  },
  get_commit: {
    arrange: async (world) => ({ operation: 'get_commit', repo: world.repo, ref: (await makeChange(world)).sha }),
    check: (output, { base }) => {
      expect(output).toMatchObject({ message: 'Change', parents: [base], complete: true });
      expect(output.files).toMatchObject([{ path: 'new.txt', status: 'added', additions: 1, deletions: 0 }]);
    },
  },
  list_pr_files: {
    arrange: async (world) => ({
      operation: 'list_pr_files',
      repo: world.repo,
      number: (await makePull(world)).number,
    }),
    check: ({ files }) => expect(files).toMatchObject([{ path: 'new.txt', status: 'added', additions: 1 }]),
  },
  search_issues: {
    arrange: async (world) => {
      const number = await makeIssue(world);
      await act(world, { operation: 'add_assignees', repo: world.repo, number, assignees: ['rita'] });
      await makePull(world);
      await act(world, { operation: 'create_issue', repo: world.repo, title: 'Something else' });
      return { operation: 'search_issues', repo: world.repo, kind: 'issue', text: 'question', assignee: 'rita' };
    },
    check: (output) =>
      expect(output).toMatchObject({ total: 1, complete: true, issues: [{ title: 'A question', kind: 'issue' }] }),
  },
};
