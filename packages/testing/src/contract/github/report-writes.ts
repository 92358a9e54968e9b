import { contractCall } from '../contract-call.ts';
import { expect } from 'vitest';
import { act } from '../act.ts';
import { type GitHubContract, type GitHubWorld, makeChange, observeGitHub as observe } from './github-world.ts';

const reportStatus = async ({ repo, base, ...world }: GitHubWorld, state: 'success' | 'failure'): Promise<void> => {
  await act(world, { operation: 'create_status', repo, sha: base, state, context: 'ci/build', description: 'Built' });
};

const reportRun = async ({ repo, base, ...world }: GitHubWorld): Promise<number> =>
  (await act(world, { operation: 'create_check_run', repo, sha: base, name: 'lint', status: 'in_progress' })).id;

/** What reports on commits. */
export const githubReports: GitHubContract<
  'create_status' | 'list_statuses' | 'create_check_run' | 'update_check_run' | 'list_check_runs' | 'wait_for_checks'
> = {
  create_status: {
    arrange: async (world) => {
      await reportStatus(world, 'failure');
      const said = { context: 'ci/build', state: 'success', description: 'Built again' } as const;
      return { operation: 'create_status', repo: world.repo, sha: world.base, ...said };
    },
    check: (output) =>
      expect(output).toMatchObject({
        state: 'success',
        changed: true,
        previous: { state: 'failure', description: 'Built' },
      }),
    observe,
  },
  list_statuses: {
    arrange: async (world) => {
      await reportStatus(world, 'failure');
      await reportStatus(world, 'success');
      return { operation: 'list_statuses', repo: world.repo, ref: 'main' };
    },
    check: ({ sha, statuses }, { base }) => {
      expect(sha).toBe(base);
      expect(statuses).toMatchObject([{ context: 'ci/build', state: 'success', targetUrl: null }]);
    },
  },
  create_check_run: {
    arrange: ({ repo, base }) => ({
      operation: 'create_check_run',
      repo,
      sha: base,
      name: 'lint',
      conclusion: 'success',
    }),
    check: async ({ id }, world) => {
      const { checkRuns } = await act(world, { operation: 'list_check_runs', repo: world.repo, ref: world.base });
      expect(checkRuns).toMatchObject([{ id, name: 'lint', status: 'completed', callId: contractCall }]);
    },
    observe,
  },
  update_check_run: {
    arrange: async (world) => ({
      operation: 'update_check_run',
      repo: world.repo,
      id: await reportRun(world),
      conclusion: 'failure',
    }),
    check: (output) =>
      expect(output).toMatchObject({
        status: 'completed',
        conclusion: 'failure',
        changed: true,
        previous: { status: 'in_progress' },
      }),
    observe,
  },
  list_check_runs: {
    arrange: async (world) => {
      await reportRun(world);
      return { operation: 'list_check_runs', repo: world.repo, ref: world.base, status: 'in_progress' };
    },
    check: ({ checkRuns }) => expect(checkRuns).toMatchObject([{ name: 'lint', conclusion: null }]),
  },
  wait_for_checks: {
    arrange: async (world) => {
      await reportStatus(world, 'failure');
      await reportRun(world);
      return { operation: 'wait_for_checks', repo: world.repo, ref: 'main', timeoutMs: 0 };
    },
    check: ({ state, checks, sha }, { base }) => {
      expect({ state, sha }).toEqual({ state: 'failure', sha: base });
      expect(checks.map(({ name, state: said }) => `${name} ${said}`).toSorted()).toEqual([
        'ci/build failure',
        'lint pending',
      ]);
    },
  },
};

/** What compares. */
export const githubComparison: GitHubContract<'compare'> = {
  compare: {
    arrange: async (world) => {
      const { branch: head } = await makeChange(world);
      return { operation: 'compare', repo: world.repo, base: 'main', head };
    },
    check: (output, { base }) => {
      expect(output).toMatchObject({ status: 'ahead', aheadBy: 1, behindBy: 0, mergeBase: base, complete: true });
      expect(output.commits.map(({ message }) => message)).toEqual(['Change']);
      expect(output.files).toMatchObject([{ path: 'new.txt', status: 'added', additions: 1, deletions: 0 }]);
    },
  },
};
