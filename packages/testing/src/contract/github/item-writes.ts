import { contractCall } from '../contract-call.ts';
import { expect } from 'vitest';
import { act } from '../act.ts';
import { type GitHubContract, makeChange, makeIssue, makePull, observeGitHub as observe } from './github-world.ts';

/** What writes issues and comments. */
export const githubIssueWrites: GitHubContract<
  'create_issue' | 'close_issue' | 'reopen_issue' | 'add_comment' | 'delete_comment'
> = {
  create_issue: {
    arrange: ({ repo }) => ({ operation: 'create_issue', repo, title: 'Wrong sum', body: 'See **here**' }),
    check: async ({ number, state }, world) => {
      expect(state).toBe('open');
      const read = await act(world, { operation: 'get_issue', repo: world.repo, number });
      expect(read).toMatchObject({ title: 'Wrong sum', body: 'See **here**', callId: contractCall });
    },
    observe,
  },
  close_issue: {
    arrange: async (world) => ({ operation: 'close_issue', repo: world.repo, number: await makeIssue(world) }),
    check: (output) => expect(output).toMatchObject({ number: 1, state: 'closed', changed: true }),
    observe,
  },
  reopen_issue: {
    arrange: async (world) => {
      const number = await makeIssue(world);
      await act(world, { operation: 'close_issue', repo: world.repo, number });
      return { operation: 'reopen_issue', repo: world.repo, number };
    },
    check: (output) => expect(output).toMatchObject({ number: 1, state: 'open', changed: true }),
    observe,
  },
  add_comment: {
    arrange: async (world) => ({
      operation: 'add_comment',
      repo: world.repo,
      number: await makeIssue(world),
      body: '3 passed',
    }),
    check: async ({ id }, world) => {
      const { comments } = await act(world, { operation: 'list_comments', repo: world.repo, number: 1 });
      expect(comments).toMatchObject([{ id, body: '3 passed', callId: contractCall }]);
    },
    observe,
  },
  delete_comment: {
    arrange: async (world) => {
      const comment = { repo: world.repo, number: await makeIssue(world), body: 'Gone soon' } as const;
      const { id } = await act(world, { operation: 'add_comment', ...comment });
      return { operation: 'delete_comment', repo: world.repo, id };
    },
    check: (output) => expect(output).toMatchObject({ deleted: true }),
    observe,
  },
};

/** What writes pull requests. */
export const githubPullWrites: GitHubContract<'create_pr' | 'close_pr' | 'reopen_pr' | 'merge_pr'> = {
  create_pr: {
    arrange: async (world) => {
      const { branch: head } = await makeChange(world);
      return { operation: 'create_pr', repo: world.repo, title: 'Fix', body: 'Why', head };
    },
    check: async ({ number }, world) => {
      const read = await act(world, { operation: 'get_pr', repo: world.repo, number });
      expect(read).toMatchObject({ title: 'Fix', body: 'Why', head: 'work/fix', callId: contractCall });
    },
    observe,
  },
  close_pr: {
    arrange: async (world) => ({ operation: 'close_pr', repo: world.repo, number: (await makePull(world)).number }),
    check: (output) => expect(output).toMatchObject({ number: 1, state: 'closed', changed: true }),
    observe,
  },
  reopen_pr: {
    arrange: async (world) => {
      const { number } = await makePull(world);
      await act(world, { operation: 'close_pr', repo: world.repo, number });
      return { operation: 'reopen_pr', repo: world.repo, number };
    },
    check: (output) => expect(output).toMatchObject({ number: 1, state: 'open', changed: true }),
    observe,
  },
  merge_pr: {
    arrange: async (world) => {
      const { number, sha } = await makePull(world);
      return { operation: 'merge_pr', repo: world.repo, number, expectedHead: sha };
    },
    check: async ({ merged, sha }, world) => {
      expect(merged).toBe(true);
      const { repo } = world;
      expect(await act(world, { operation: 'get_pr', repo, number: 1 })).toMatchObject({ merged: true, mergeSha: sha });
      expect(await act(world, { operation: 'get_file', repo, path: 'new.txt' })).toMatchObject({ content: 'new\n' });
    },
    observe,
    unmarked: 'a pull request is merged once and for ever, by whomever',
  },
};
