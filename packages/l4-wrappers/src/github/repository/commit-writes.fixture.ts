import type { LocalGitHub } from '../local-github.fixture.ts';
import type { WriteCase } from '../writes.fixture.ts';

const addAlert = ({ server }: LocalGitHub): number =>
  server.addDependabotAlert({ package: 'left-pad', severity: 'high', summary: 'Pads wrong', fixedIn: '2.0.0' });

const addFinding = ({ server }: LocalGitHub): number =>
  server.addCodeScanningAlert({ rule: 'py/eval', severity: 'error', message: 'eval', path: 'src/sum.py', line: 2 });

/** Writes on what is reported of a commit, and on what scanners have found. */
export const commitWrites: Readonly<Record<string, WriteCase>> = {
  create_status: {
    arrange: async ({ ask, repo, base: sha }) => {
      const before = { state: 'pending', context: 'ci/build', description: 'Began' };
      await ask('POST', `/repos/${repo}/statuses/${sha}`, before);
      const said = { state: 'success', description: 'Built', targetUrl: 'https://ci.test/1' } as const;
      return { operation: 'create_status', repo, sha, context: 'ci/build', ...said };
    },
  },
  create_check_run: {
    arrange: async ({ repo, base: sha }) => ({
      operation: 'create_check_run',
      repo,
      sha,
      name: 'tests',
      conclusion: 'failure',
      title: '1 failed',
      summary: 'See below',
      annotations: [{ path: 'src/sum.py', line: 2, level: 'failure', message: 'Wrong sum' }],
    }),
  },
  update_check_run: {
    arrange: async ({ ask, repo, base }) => {
      const output = { title: 'Running', summary: 'Wait' };
      const begun = { name: 'tests', head_sha: base, status: 'in_progress', output };
      const { id } = await ask<{ id: number }>('POST', `/repos/${repo}/check-runs`, begun);
      return {
        operation: 'update_check_run',
        repo,
        id,
        conclusion: 'success',
        title: 'Passed',
        summary: 'All of them',
      };
    },
  },
  dismiss_dependabot_alert: {
    arrange: async (local) => ({
      operation: 'dismiss_dependabot_alert',
      repo: local.repo,
      number: addAlert(local),
      reason: 'not_used',
      comment: 'Only in a test',
    }),
  },
  reopen_dependabot_alert: {
    arrange: async (local) => {
      const number = addAlert(local);
      const body = { state: 'dismissed', dismissed_reason: 'not_used', dismissed_comment: 'No' };
      await local.ask('PATCH', `/repos/${local.repo}/dependabot/alerts/${number}`, body);
      return { operation: 'reopen_dependabot_alert', repo: local.repo, number };
    },
  },
  dismiss_code_scanning_alert: {
    arrange: async (local) => ({
      operation: 'dismiss_code_scanning_alert',
      repo: local.repo,
      number: addFinding(local),
      reason: 'used_in_tests',
    }),
  },
  reopen_code_scanning_alert: {
    arrange: async (local) => {
      const number = addFinding(local);
      const body = { state: 'dismissed', dismissed_reason: "won't fix", dismissed_comment: 'No' };
      await local.ask('PATCH', `/repos/${local.repo}/code-scanning/alerts/${number}`, body);
      return { operation: 'reopen_code_scanning_alert', repo: local.repo, number };
    },
  },
};
