import { expect } from 'vitest';
import { act } from '../act.ts';
import {
  type GitHubContract,
  type GitHubWorld,
  makeIssue,
  makePull,
  observeGitHub as observe,
} from './github-world.ts';

const makeLabel = async ({ repo, ...world }: GitHubWorld, name = 'flaky'): Promise<string> => {
  await act(world, { operation: 'create_label', repo, name, color: 'd73a4a', description: 'Comes and goes' });
  return name;
};

/** What is done with labels. */
export const githubLabels: GitHubContract<
  'list_labels' | 'create_label' | 'delete_label' | 'add_labels' | 'remove_labels'
> = {
  list_labels: {
    arrange: async (world) => {
      await makeLabel(world);
      return { operation: 'list_labels', repo: world.repo };
    },
    check: ({ labels }) =>
      expect(labels.find(({ name }) => name === 'flaky')).toMatchObject({
        color: 'd73a4a',
        description: 'Comes and goes',
      }),
  },
  create_label: {
    arrange: ({ repo }) => ({ operation: 'create_label', repo, name: 'flaky', color: 'd73a4a' }),
    check: (output) => expect(output).toMatchObject({ name: 'flaky', color: 'd73a4a', description: '', created: true }),
    observe,
  },
  delete_label: {
    arrange: async (world) => ({ operation: 'delete_label', repo: world.repo, name: await makeLabel(world) }),
    check: (output) => expect(output).toMatchObject({ name: 'flaky', color: 'd73a4a', deleted: true }),
    observe,
  },
  add_labels: {
    arrange: async (world) => {
      const labels = [await makeLabel(world), await makeLabel(world, 'ready')];
      const number = await makeIssue(world);
      await act(world, { operation: 'add_labels', repo: world.repo, number, labels: ['ready'] });
      return { operation: 'add_labels', repo: world.repo, number, labels };
    },
    check: ({ labels, added }) => {
      expect(labels.toSorted()).toEqual(['flaky', 'ready']);
      expect(added).toEqual(['flaky']);
    },
    observe,
  },
  remove_labels: {
    arrange: async (world) => {
      const labels = [await makeLabel(world)];
      const number = await makeIssue(world);
      await act(world, { operation: 'add_labels', repo: world.repo, number, labels });
      return { operation: 'remove_labels', repo: world.repo, number, labels: ['FLAKY', 'none'] };
    },
    check: (output) => expect(output).toEqual({ labels: [], removed: ['flaky'] }),
    observe,
  },
};

/** What changes the texts of issues and pull requests. */
export const githubUpdates: GitHubContract<'update_issue' | 'update_pr'> = {
  update_issue: {
    arrange: async (world) => ({
      operation: 'update_issue',
      repo: world.repo,
      number: await makeIssue(world),
      title: 'A better question',
    }),
    check: (output) =>
      expect(output).toMatchObject({ title: 'A better question', changed: true, previous: { title: 'A question' } }),
    observe,
  },
  update_pr: {
    arrange: async (world) => ({
      operation: 'update_pr',
      repo: world.repo,
      number: (await makePull(world)).number,
      body: 'Because',
    }),
    check: (output) => expect(output).toMatchObject({ body: 'Because', changed: true, previous: { body: '' } }),
    observe,
  },
};
