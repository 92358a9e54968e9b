import type { LocalGitHub } from '../local-github.fixture.ts';
import type { WriteCase } from '../writes.fixture.ts';

const tagged = async ({ ask, repo, base }: LocalGitHub): Promise<string> => {
  await ask('POST', `/repos/${repo}/git/refs`, { ref: 'refs/tags/v1', sha: base });
  return 'v1';
};

/** Writes on tags and releases. */
export const releaseWrites: Readonly<Record<string, WriteCase>> = {
  create_tag: {
    arrange: async ({ repo, base: sha }) => ({ operation: 'create_tag', repo, tag: 'v1', sha, message: 'First' }),
  },
  delete_tag: {
    arrange: async (local) => ({
      operation: 'delete_tag',
      repo: local.repo,
      tag: await tagged(local),
      expected: local.base,
    }),
  },
  create_release: {
    arrange: async ({ repo }) => ({ operation: 'create_release', repo, tag: 'v1', name: 'One', body: 'The first' }),
  },
  delete_release: {
    arrange: async (local) => {
      const tag = await tagged(local);
      const path = `/repos/${local.repo}/releases`;
      const { id } = await local.ask<{ id: number }>('POST', path, { tag_name: tag });
      return { operation: 'delete_release', repo: local.repo, id };
    },
  },
};

const started = async ({ ask, repo }: LocalGitHub): Promise<number> => {
  const path = `/repos/${repo}/actions/workflows/ci.yml/dispatches`;
  const body = { ref: 'main', return_run_details: true };
  return (await ask<{ workflow_run_id: number }>('POST', path, body)).workflow_run_id;
};

/** Writes on runs of workflows. */
export const runWrites: Readonly<Record<string, WriteCase>> = {
  dispatch_workflow: {
    arrange: async ({ repo }) => ({ operation: 'dispatch_workflow', repo, workflow: 'ci.yml', markInput: 'mark' }),
  },
  cancel_workflow_run: {
    arrange: async (local) => ({ operation: 'cancel_workflow_run', repo: local.repo, runId: await started(local) }),
  },
  rerun_workflow_run: {
    arrange: async (local) => {
      const runId = await started(local);
      local.server.setRun(runId, { status: 'completed', conclusion: 'failure' });
      return { operation: 'rerun_workflow_run', repo: local.repo, runId, attempt: 1 };
    },
  },
};
