import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type LoopbackGitHub, startLoopbackGitHub } from '../loopback-github.fixture.ts';
import { Workshop, mended, pytestMissing, redProject, whyPytest } from '../project.fixture.ts';
import { runStrata } from '../strata-process.fixture.ts';
import type { ShipReport } from './ship-report.ts';

const workshop = new Workshop();
let mend: string;
let head: string;

beforeAll(() => {
  head = workshop.headOf(workshop.workingCopy(redProject));
  mend = workshop.patch(redProject, mended);
});
afterAll(() => workshop[Symbol.dispose]());

interface Killed {
  readonly github: LoopbackGitHub;
  readonly runId: string;
  readonly store: string;
  readonly runs: (...argv: readonly string[]) => ReturnType<typeof runStrata>;
}

/** Ships until stderr holds a text, and is killed then. */
const killedAt = async (at: string, use: (killed: Killed) => Promise<void>): Promise<void> => {
  await using github = await startLoopbackGitHub(redProject, head);
  const path = workshop.workingCopy(redProject);
  const given = ['--repo', 'octo/app', '--path', path, '--title', 'Mend the sum', '--patch', mend, '--approve', 'auto'];
  const signals = [{ at, signal: 'SIGKILL' }] as const;
  const killed = await runStrata(['ship', ...given], { env: github.env, signals, leaves: /^strata-/ });
  expect(killed.exitCode).toBeNull();
  const store = join(path, '.strata', 'runs.db');
  expect(existsSync(store)).toBe(true);
  // Nobody's change: the working copy is as clean as it was.
  expect(workshop.changesIn(path)).toBe('');
  const runs: Killed['runs'] = (...argv) => runStrata(['runs', ...argv, '--store', store], { env: github.env });
  const listed = JSON.parse((await runs('list', '--json')).stdout) as {
    readonly runs: readonly { readonly id: string }[];
  };
  expect(listed.runs).toHaveLength(1);
  await use({ github, runId: listed.runs[0]?.id ?? '', runs, store });
};

// What the command promises to print.
const reportOf = ({ stdout }: { readonly stdout: string }): ShipReport => JSON.parse(stdout) as ShipReport;

describe.skipIf(pytestMissing)(`a ship that was killed${whyPytest}`, { concurrent: true, timeout: 60_000 }, () => {
  test.for(['base/get_branch: started', 'create_branch: started', 'create_pr: finished'])(
    'S103, F16: at "%s": another process merges it, once, and reports as the first would have',
    (at) =>
      killedAt(at, async ({ github, runId, runs }) => {
        const resumed = await runs('resume', runId, '--approve', 'auto', '--json');
        expect(reportOf(resumed)).toMatchObject({
          outcome: 'merged',
          pullRequest: { number: 1 },
          tests: { baseline: { verdict: 'red' }, withChange: { verdict: 'green' } },
        });
        expect(resumed.exitCode).toBe(0);
        expect(await github.ask('/pulls?state=all')).toHaveLength(1);
        expect(Object.keys((await github.snapshot()).branches)).toEqual(['main']);
        expect((await runs('resume', runId)).exitCode).toBe(2);
      }),
  );

  test('S103: the token goes to no other GitHub than it was given for', () =>
    killedAt('create_branch: started', async ({ runId, runs, store }) => {
      const env = { GITHUB_TOKEN: 'another-token-of-mine', GITHUB_API_URL: 'http://127.0.0.1:9' };
      const resumed = await runStrata(['runs', 'resume', runId, '--store', store, '--approve', 'auto', '--json'], {
        env,
      });
      expect(reportOf(resumed)).toMatchObject({ outcome: 'usage_error' });
      expect(resumed.exitCode).toBe(2);
      expect((await runs('resume', runId, '--approve', 'auto')).exitCode).toBe(0);
    }));

  test('S103: is called off, and all of it is taken back by the process that goes on with it', () =>
    killedAt('create_pr: finished', async ({ github, runId, runs }) => {
      const cancelled = await runs('cancel', runId);
      expect(cancelled.stderr).toContain(`strata runs resume ${runId.slice(0, 8)} --store `);
      const resumed = await runs('resume', runId, '--json');
      const report = reportOf(resumed);
      expect(report).toMatchObject({
        outcome: 'rolled_back',
        error: { kind: 'cancelled' },
        pullRequest: { number: 1 },
      });
      // The comment may have been on its way.
      const undone = 'undone' in report ? report.undone.map(({ operation }) => operation) : [];
      expect(undone.slice(-3)).toEqual(['create_pr', 'commit_files', 'create_branch']);
      expect(await github.snapshot()).toMatchObject({
        openPullRequests: [],
        branches: { main: expect.anything() as unknown },
      });
    }));

  test('S103: waits for an answer from elsewhere where nobody can be asked', () =>
    killedAt('create_pr: finished', async ({ runId, runs }) => {
      const resuming = runs('resume', runId, '--json');
      await vi.waitFor(
        async () => {
          expect((await runs('approve', runId, '--comment', 'as agreed')).exitCode).toBe(0);
        },
        { timeout: 30_000 },
      );
      expect(reportOf(await resuming)).toMatchObject({ outcome: 'merged' });
      expect((await resuming).stderr).toContain(`Waiting for an answer: strata runs approve ${runId} approve --store `);
      expect((await runs('show', runId)).stdout).toContain(': as agreed');
    }));
});
