import { makeLabel, openIssue, openPullOf } from './arranged-items.fixture.ts';
import type { WriteCase } from '../writes.fixture.ts';

/** Writes on what issues and pull requests have besides their text. */
export const itemWrites: Readonly<Record<string, WriteCase>> = {
  create_label: {
    arrange: async ({ repo }) => ({
      operation: 'create_label',
      repo,
      name: 'bug',
      color: 'ff0000',
      description: 'Bad',
    }),
  },
  delete_label: {
    arrange: async (local) => {
      await makeLabel(local, 'bug');
      return { operation: 'delete_label', repo: local.repo, name: 'bug' };
    },
  },
  add_labels: {
    arrange: async (local) => {
      await makeLabel(local, 'bug');
      await makeLabel(local, 'easy');
      const number = await openIssue(local, { labels: ['easy'] });
      return { operation: 'add_labels', repo: local.repo, number, labels: ['bug', 'easy'] };
    },
  },
  remove_labels: {
    arrange: async (local) => {
      const number = await openIssue(local, { labels: ['bug', 'easy', 'old'] });
      return { operation: 'remove_labels', repo: local.repo, number, labels: ['old', 'bug', 'other'] };
    },
  },
  add_assignees: {
    arrange: async (local) => {
      const number = await openIssue(local, { assignees: ['rita'] });
      return { operation: 'add_assignees', repo: local.repo, number, assignees: ['rita', 'rob'] };
    },
  },
  remove_assignees: {
    arrange: async (local) => {
      const number = await openIssue(local, { assignees: ['rita', 'rob'] });
      return { operation: 'remove_assignees', repo: local.repo, number, assignees: ['rob'] };
    },
  },
  request_reviewers: {
    arrange: async (local) => {
      const number = await openPullOf(local, 'octo');
      await local.ask('POST', `/repos/${local.repo}/pulls/${number}/requested_reviewers`, { reviewers: ['rita'] });
      return { operation: 'request_reviewers', repo: local.repo, number, reviewers: ['rita', 'rob'] };
    },
  },
  remove_reviewers: {
    arrange: async (local) => {
      const number = await openPullOf(local, 'octo');
      const reviewers = ['rita', 'rob'];
      await local.ask('POST', `/repos/${local.repo}/pulls/${number}/requested_reviewers`, { reviewers });
      return { operation: 'remove_reviewers', repo: local.repo, number, reviewers: ['rob'] };
    },
  },
  submit_review: {
    arrange: async (local) => {
      const number = await openPullOf(local, 'rita');
      return { operation: 'submit_review', repo: local.repo, number, event: 'approve', body: 'Well done' };
    },
  },
  comment_review: {
    arrange: async (local) => {
      const number = await openPullOf(local, 'rita');
      return { operation: 'comment_review', repo: local.repo, number, body: 'Have you thought of zero?' };
    },
  },
  dismiss_review: {
    arrange: async (local) => {
      const number = await openPullOf(local, 'rita');
      const path = `/repos/${local.repo}/pulls/${number}/reviews`;
      const { id } = await local.ask<{ id: number }>('POST', path, { event: 'APPROVE', body: 'Good' });
      return { operation: 'dismiss_review', repo: local.repo, number, id, message: 'It has changed since' };
    },
  },
  update_pr: {
    arrange: async (local) => {
      const number = await openPullOf(local, 'octo');
      await local.ask('POST', `/repos/${local.repo}/git/refs`, { ref: 'refs/heads/next', sha: local.base });
      return { operation: 'update_pr', repo: local.repo, number, title: 'Fix the sum', body: 'Because', base: 'next' };
    },
  },
  update_issue: {
    arrange: async (local) => {
      const number = await openIssue(local);
      return { operation: 'update_issue', repo: local.repo, number, title: 'Wrong sum', body: 'See the test' };
    },
  },
};
