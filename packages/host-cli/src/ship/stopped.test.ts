import { watch } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLoopbackGitHub, startRecordedGitHub } from '../loopback-github.fixture.ts';
import { Workshop, mended, pytestMissing, redProject, whyPytest } from '../project.fixture.ts';
import { shipOnTerminal } from './ship-on-terminal.fixture.ts';
import { ship } from './ship-process.fixture.ts';
import { textLike } from '../text-like.fixture.ts';

const workshop = new Workshop();
let mend: string;
let head: string;

beforeAll(() => {
  head = workshop.headOf(workshop.workingCopy(redProject));
  mend = workshop.patch(redProject, mended);
});
afterAll(() => workshop[Symbol.dispose]());

describe.skipIf(pytestMissing)(`a run that somebody stops${whyPytest}`, { concurrent: true, timeout: 60_000 }, () => {
  test('S34: Ctrl-C during the tests: they end, and nothing is left', async () => {
    const slow = { ...redProject, 'test_slow.py': 'import time\n\ndef test_slow():\n    time.sleep(600)\n' };
    const signals = [{ at: 'run_ci/baseline: started', signal: 'SIGINT' }] as const;
    const ended = await ship({ path: workshop.folder(slow), args: { patch: mend }, signals });
    expect(ended.report).toMatchObject({
      error: { kind: 'cancelled' },
      undone: [],
      notUndone: [],
    });
    expect(ended.stderr).toContain('Stopping, and taking back what was made.');
    expect(ended.exitCode).toBe(1);
  });

  test('S34, S37: a test that does not obey: the second Ctrl-C waits for its end, and tells of the copy', async () => {
    const meeting = workshop.folder({});
    const { promise: interruptWhen, resolve } = Promise.withResolvers<void>();
    const watcher = watch(meeting, () => resolve());
    const deaf = [
      'import pathlib, signal, time',
      '',
      'def test_deaf():',
      '    signal.signal(signal.SIGTERM, signal.SIG_IGN)',
      `    pathlib.Path(${JSON.stringify(join(meeting, 'running'))}).touch()`,
      '    time.sleep(600)',
      '',
    ].join('\n');
    const ended = await ship({
      path: workshop.folder({ ...redProject, 'test_deaf.py': deaf }),
      args: { patch: mend },
      interruptWhen,
      signals: [{ at: 'Stopping, and', signal: 'SIGINT' }],
      leaves: /^strata-scratch-/,
    });
    watcher.close();
    expect(ended.report).toMatchObject({
      outcome: 'failed',
      error: { kind: 'cancelled' },
      notUndone: [{ operation: 'create_scratch', what: textLike(/^scratch copy .*strata-scratch-/) }],
    });
    expect(ended.exitCode).toBe(3);
  });

  test('S37: a signal after the run has ended does not change its code', async () => {
    const signals = [
      { at: 'get_repo: started', signal: 'SIGINT' },
      { at: '✖ ', signal: 'SIGINT' },
    ] as const;
    const ended = await ship({ path: workshop.workingCopy(redProject), args: { patch: mend }, signals });
    expect(ended.stderr).not.toContain('Stopping at once');
    expect(ended.exitCode).toBe(1);
  });

  test('S34, S37: Ctrl-C during a merge that happens all the same: it is found, kept and told of, exit code 3', async () => {
    await using own = await startLoopbackGitHub(redProject, head);
    const { promise: interruptWhen, resolve } = Promise.withResolvers<void>();
    await using deaf = await startRecordedGitHub(
      ({ method, url }) => (method === 'PUT' && url?.endsWith('/merge') ? 'unheard' : undefined),
      own.env['GITHUB_API_URL'],
      resolve,
    );
    const env = { GITHUB_TOKEN: own.token, GITHUB_API_URL: deaf.url };
    const ended = await ship({ path: workshop.workingCopy(redProject), env, args: { patch: mend }, interruptWhen });
    expect(ended.report).toMatchObject({
      outcome: 'failed',
      error: { kind: 'cancelled' },
      notUndone: [{ operation: 'merge_pr' }],
    });
    expect(ended.exitCode).toBe(3);
  });

  test('S35, S37: an undo that does not end: the second Ctrl-C says what may be left, exit code 3', async () => {
    await using own = await startLoopbackGitHub(redProject, head);
    const held: string[] = [];
    await using holding = await startRecordedGitHub(({ method = '', url = '' }) => {
      if (method === 'PUT' && url.endsWith('/merge'))
        return { status: 405, body: { message: 'Pull Request is not mergeable' } };
      if (method !== 'PATCH' || !url.includes('/pulls/')) return undefined;
      held.push(url);
      return 'never';
    }, own.env['GITHUB_API_URL']);
    const env = { GITHUB_TOKEN: own.token, GITHUB_API_URL: holding.url };
    const signals = [
      { at: 'create_pr: undoing', signal: 'SIGINT' },
      { at: 'Stopping, and', signal: 'SIGTERM' },
    ] as const;
    const ended = await ship({
      path: workshop.workingCopy(redProject),
      env,
      args: { patch: mend, branch: 'stuck' },
      signals,
    });
    expect(ended.report).toMatchObject({
      outcome: 'failed',
      pullRequest: { number: 1 },
      notUndone: [
        { operation: 'create_pr', what: 'pull request #1' },
        { operation: 'commit_files' },
        { operation: 'create_branch', what: 'branch stuck' },
      ],
    });
    expect(ended.stderr).toContain('Stopping at once: something may be left.');
    expect(ended.exitCode).toBe(3);
    expect((await own.snapshot()).openPullRequests).toEqual([1]);
  });

  test('S32, S35: a refusal at the gate is taken back effect by effect, in a narrow window and without colours', async () => {
    await using github = await startLoopbackGitHub(redProject, head);
    const before = await github.snapshot();
    const env = { ...github.env, NO_COLOR: '1' };
    const { exitCode, screen, lines, written } = await shipOnTerminal(workshop.workingCopy(redProject), mend, {
      columns: 34,
      rows: 12,
      env,
      answers: [{ at: 'Refuse', type: 'n' }],
    });
    expect(lines).toContain('↩ create branch undone');
    expect(lines).toContain('↩ create pr undone');
    expect(lines.join('\n')).toMatch(/undone add_comment: .*create_pr: pull request.*commit_files: .*create_branch: /s);
    expect(screen.cursorShown).toBe(true);
    expect(written).not.toContain('\u001B[32m✔');
    expect(written).not.toContain(github.token);
    expect(exitCode).toBe(1);
    expect(await github.snapshot()).toEqual(before);
  });

  test('S34: Ctrl-C at the gate takes everything back, and says so', async () => {
    const { exitCode, screen, lines } = await shipOnTerminal(workshop.workingCopy(redProject), mend, {
      answers: [{ at: 'Refuse', type: '\u0003' }],
    });
    expect(lines).toContain('Stopping, and taking back what was made. Press Ctrl-C again to stop at once.');
    expect(lines).toContain('✖ interrupted before it was done');
    expect(lines).toContain('Not shipped; everything that was made has been taken back');
    expect(screen.cursorShown).toBe(true);
    expect(exitCode).toBe(1);
  });
});
