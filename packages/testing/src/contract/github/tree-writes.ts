import { expect } from 'vitest';
import { act } from '../act.ts';
import { type GitHubContract, makeBranch, makeChange, observeGitHub as observe } from './github-world.ts';

/** What writes branches, commits and files. */
export const githubTreeWrites: GitHubContract<
  'create_branch' | 'delete_branch' | 'reset_branch' | 'update_file' | 'delete_file' | 'commit_files'
> = {
  create_branch: {
    arrange: ({ repo }) => ({ operation: 'create_branch', repo, branch: 'work/fix' }),
    check: (output, { base }) => expect(output).toMatchObject({ branch: 'work/fix', sha: base }),
    observe,
    // Stand-ins for GitHub differ in how they write the address of a ref.
    comparable: ({ branch, sha }) => ({ branch, sha }),
    unmarked: "a branch bears no mark; one at the very commit that was asked for has nobody's work on it",
  },
  delete_branch: {
    arrange: async (world) => {
      const branch = await makeBranch(world);
      return { operation: 'delete_branch', repo: world.repo, branch, expected: world.base };
    },
    check: (output, { base }) => expect(output).toEqual({ branch: 'work/fix', sha: base, deleted: true }),
    observe,
  },
  reset_branch: {
    arrange: async (world) => {
      const { branch, sha: expected } = await makeChange(world);
      return { operation: 'reset_branch', repo: world.repo, branch, sha: world.base, expected };
    },
    check: async (output, { base, ...world }) => {
      expect(output).toMatchObject({ branch: 'work/fix', sha: base });
      expect(await act(world, { operation: 'get_branch', repo: world.repo, branch: 'work/fix' })).toMatchObject({
        sha: base,
      });
    },
    observe,
  },
  update_file: {
    arrange: ({ repo }) => ({ operation: 'update_file', repo, path: 'src/sum.py', content: 'x = 1\n', message: 'Set' }),
    check: async ({ parent, content }, world) => {
      expect(parent).toBe(world.base);
      const read = await act(world, { operation: 'get_file', repo: world.repo, path: 'src/sum.py' });
      expect(read).toMatchObject({ content: 'x = 1\n', sha: content.sha });
    },
    observe,
  },
  delete_file: {
    arrange: ({ repo }) => ({ operation: 'delete_file', repo, path: 'src/sum.py', message: 'Drop' }),
    check: async ({ parent }, world) => {
      expect(parent).toBe(world.base);
      const request = { operation: 'get_file', repo: world.repo, path: 'src/sum.py' } as const;
      await expect(act(world, request)).rejects.toThrow('not_found');
    },
    observe,
  },
  commit_files: {
    arrange: ({ repo, base }) => ({
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
    check: async (output, world) => {
      expect(output).toMatchObject({ parent: world.base, files: 3 });
      const { repo } = world;
      const read = await act(world, { operation: 'get_file', repo, path: 'bin/run', ref: output.sha });
      expect(read).toMatchObject({ content: 'AP/+', encoding: 'base64' });
    },
    observe,
  },
};
