import { expect } from 'vitest';
import { act } from '../act.ts';
import { type GitHubContract, type GitHubWorld, observeGitHub as observe } from './github-world.ts';

const start = async ({ repo, ...world }: GitHubWorld): Promise<number> =>
  (await act(world, { operation: 'dispatch_workflow', repo, workflow: 'ci.yml' })).runId;

const ended = async (world: GitHubWorld): Promise<number> => {
  const runId = await start(world);
  world.endRun(runId, 'one\ntwo\n');
  return runId;
};

/** What is done with workflows, and what shows their runs. */
export const githubWorkflows: GitHubContract<
  'list_workflows' | 'dispatch_workflow' | 'list_workflow_runs' | 'get_workflow_run'
> = {
  list_workflows: {
    arrange: ({ repo }) => ({ operation: 'list_workflows', repo }),
    check: ({ workflows }) =>
      expect(workflows).toMatchObject([{ name: 'CI', path: '.github/workflows/ci.yml', state: 'active' }]),
  },
  dispatch_workflow: {
    arrange: ({ repo }) => ({ operation: 'dispatch_workflow', repo, workflow: 'ci.yml', markInput: 'mark' }),
    check: async ({ runId }, { repo, base, ...world }) => {
      const run = await act(world, { operation: 'get_workflow_run', repo, runId });
      expect(run).toMatchObject({
        event: 'workflow_dispatch',
        branch: 'main',
        sha: base,
        status: 'queued',
        attempt: 1,
      });
    },
    observe,
  },
  list_workflow_runs: {
    arrange: async (world) => {
      await ended(world);
      await start(world);
      return { operation: 'list_workflow_runs', repo: world.repo, workflow: 'ci.yml', status: 'success' };
    },
    check: ({ runs }) => expect(runs).toMatchObject([{ name: 'CI', conclusion: 'success' }]),
  },
  get_workflow_run: {
    arrange: async (world) => ({ operation: 'get_workflow_run', repo: world.repo, runId: await ended(world) }),
    check: (output) => expect(output).toMatchObject({ status: 'completed', conclusion: 'success' }),
  },
};

/** What is done with runs. */
export const githubRuns: GitHubContract<
  'cancel_workflow_run' | 'rerun_workflow_run' | 'get_run_jobs' | 'get_job_logs' | 'wait_for_run'
> = {
  cancel_workflow_run: {
    arrange: async (world) => ({ operation: 'cancel_workflow_run', repo: world.repo, runId: await start(world) }),
    check: (output) => expect(output).toMatchObject({ changed: true }),
    observe,
  },
  rerun_workflow_run: {
    arrange: async (world) => {
      const runId = await start(world);
      await act(world, { operation: 'cancel_workflow_run', repo: world.repo, runId });
      return { operation: 'rerun_workflow_run', repo: world.repo, runId, attempt: 1 };
    },
    check: (output) => expect(output).toMatchObject({ attempt: 2, changed: true }),
    observe,
  },
  get_run_jobs: {
    arrange: async (world) => ({ operation: 'get_run_jobs', repo: world.repo, runId: await ended(world) }),
    check: ({ jobs }) =>
      expect(jobs).toMatchObject([{ name: 'test', conclusion: 'success', steps: [{ number: 1, name: 'Test' }] }]),
  },
  get_job_logs: {
    arrange: async (world) => {
      const { jobs } = await act(world, { operation: 'get_run_jobs', repo: world.repo, runId: await ended(world) });
      return { operation: 'get_job_logs', repo: world.repo, jobId: jobs[0]?.id ?? 0, maxCharacters: 5 };
    },
    check: (output) => expect(output).toEqual({ text: 'two\n', complete: false, characters: 8 }),
  },
  wait_for_run: {
    arrange: async (world) => ({ operation: 'wait_for_run', repo: world.repo, runId: await ended(world) }),
    check: (output) => expect(output).toMatchObject({ ended: true, run: { conclusion: 'success' } }),
  },
};
