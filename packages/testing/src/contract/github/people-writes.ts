import { contractCall } from '../contract-call.ts';
import { expect } from 'vitest';
import { act } from '../act.ts';
import { type GitHubContract, makeIssue, makePull, observeGitHub as observe } from './github-world.ts';

/** What gives issues and pull requests to people. */
export const githubPeopleWrites: GitHubContract<
  'add_assignees' | 'remove_assignees' | 'request_reviewers' | 'remove_reviewers'
> = {
  add_assignees: {
    arrange: async (world) => {
      const number = await makeIssue(world);
      await act(world, { operation: 'add_assignees', repo: world.repo, number, assignees: ['rob'] });
      return { operation: 'add_assignees', repo: world.repo, number, assignees: ['Rob', 'rita'] };
    },
    check: (output) => expect(output).toMatchObject({ assignees: ['rob', 'rita'], added: ['rita'], ignored: [] }),
    observe,
  },
  remove_assignees: {
    arrange: async (world) => {
      const number = await makeIssue(world);
      await act(world, { operation: 'add_assignees', repo: world.repo, number, assignees: ['rob'] });
      return { operation: 'remove_assignees', repo: world.repo, number, assignees: ['ROB', 'rita'] };
    },
    check: (output) => expect(output).toMatchObject({ assignees: [], removed: ['rob'] }),
    observe,
  },
  request_reviewers: {
    arrange: async (world) => {
      const { number } = await makePull(world);
      return { operation: 'request_reviewers', repo: world.repo, number, reviewers: ['rita'] };
    },
    check: (output) => expect(output).toMatchObject({ reviewers: ['rita'], added: { reviewers: ['rita'] } }),
    observe,
  },
  remove_reviewers: {
    arrange: async (world) => {
      const asked = { repo: world.repo, number: (await makePull(world)).number, reviewers: ['rita'] } as const;
      await act(world, { operation: 'request_reviewers', ...asked });
      return { operation: 'remove_reviewers', ...asked };
    },
    check: (output) => expect(output).toMatchObject({ reviewers: [], removed: { reviewers: ['rita'] } }),
    observe,
  },
};

/** What is done with reviews. */
export const githubReviews: GitHubContract<'submit_review' | 'comment_review' | 'dismiss_review' | 'list_reviews'> = {
  submit_review: {
    arrange: async (world) => ({
      operation: 'submit_review',
      repo: world.repo,
      number: await world.openForeignPull(),
      event: 'approve',
      body: 'Good',
    }),
    check: async ({ id, state }, world) => {
      expect(state).toBe('approved');
      const { reviews } = await act(world, { operation: 'list_reviews', repo: world.repo, number: 1 });
      expect(reviews).toMatchObject([{ id, state, body: 'Good', callId: contractCall }]);
    },
    observe,
  },
  comment_review: {
    arrange: async (world) => ({
      operation: 'comment_review',
      repo: world.repo,
      number: await world.openForeignPull(),
      body: 'Have a look at the tests',
    }),
    check: (output) => expect(output).toMatchObject({ state: 'commented' }),
    observe,
  },
  dismiss_review: {
    arrange: async (world) => {
      const number = await world.openForeignPull();
      const review = { repo: world.repo, number, event: 'request_changes', body: 'No' } as const;
      const { id } = await act(world, { operation: 'submit_review', ...review });
      return { operation: 'dismiss_review', repo: world.repo, number, id, message: 'It is done now' };
    },
    check: (output) => expect(output).toMatchObject({ state: 'dismissed', changed: true }),
    observe,
  },
  list_reviews: {
    arrange: async (world) => {
      const number = await world.openForeignPull();
      await act(world, { operation: 'comment_review', repo: world.repo, number, body: 'First' });
      await act(world, { operation: 'submit_review', repo: world.repo, number, event: 'approve' });
      return { operation: 'list_reviews', repo: world.repo, number };
    },
    check: ({ reviews, complete }) => {
      expect(reviews.map(({ state, body }) => `${state}: ${body}`)).toEqual(['commented: First', 'approved: ']);
      expect(complete).toBe(true);
    },
  },
};
