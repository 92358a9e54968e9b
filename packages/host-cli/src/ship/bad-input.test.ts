import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LoopbackGitHub, startLoopbackGitHub, startRecordedGitHub } from '../loopback-github.fixture.ts';
import { Workshop, mended, pytestMissing, redProject, stillWrong, whyPytest } from '../project.fixture.ts';
import { runStrata } from '../strata-process.fixture.ts';
import { type ShipCase, ship } from './ship-process.fixture.ts';
import { textLike } from '../text-like.fixture.ts';

const workshop = new Workshop();
let github: LoopbackGitHub;
let mend: string;
let head: string;

beforeAll(async () => {
  head = workshop.headOf(workshop.workingCopy(redProject));
  github = await startLoopbackGitHub(redProject, head);
  mend = workshop.patch(redProject, mended);
});
afterAll(async () => {
  workshop[Symbol.dispose]();
  await github[Symbol.asyncDispose]();
});

/** The token of a run that does not reach the loopback GitHub. */
const otherToken = 'ghp_recognisableTokenOfNobody0123456789';

describe.concurrent('ship', { timeout: 60_000 }, () => {
  describe('bad input that is noticed before anything starts', () => {
    const cases: readonly [string, ShipCase, RegExp][] = [
      ['no such directory', { path: '/no/such/folder' }, /^--path: there is no directory \/no\/such\/folder$/],
      [
        'no such patch',
        { path: '.', args: { patch: '/no/such.patch' } },
        /^--patch: there is no file \/no\/such\.patch$/,
      ],
      ['nobody to ask', { path: '.', args: { approve: 'ask' } }, /^--approve ask needs a terminal to ask at$/],
    ];
    test.for(cases)('S37, S39: %s: exit code 2', async ([, it, message]) => {
      const ended = await ship({ ...it, env: { GITHUB_TOKEN: otherToken } });
      expect(ended.report).toMatchObject({
        outcome: 'usage_error',
        error: { message: textLike(message) },
      });
      expect(ended.exitCode).toBe(2);
    });

    test('S40: a token that cannot be one is not shown', async () => {
      const ended = await ship({ path: '.', env: { GITHUB_TOKEN: `${otherToken}\n${otherToken}` } });
      expect(ended.report).toMatchObject({
        outcome: 'usage_error',
        error: { message: textLike(/^GITHUB_TOKEN holds/) },
      });
      expect(ended.exitCode).toBe(2);
    });

    test('S38, S40: a word for a token is refused, and the document stays as it is', async () => {
      const ended = await runStrata(['ship', '--json'], { env: { GITHUB_TOKEN: 'error' } });
      expect(JSON.parse(ended.stdout)).toMatchObject({
        outcome: 'usage_error',
        error: { message: textLike(/^GITHUB_TOKEN is too short/) },
      });
      expect(ended.exitCode).toBe(2);
    });

    test('S40: a token in a message is taken out', async () => {
      const ended = await ship({ path: `/no/${otherToken}`, env: { GITHUB_TOKEN: otherToken } });
      expect(ended.report).toMatchObject({ error: { message: '--path: there is no directory /no/[secret]' } });
    });
  });

  describe('bad input that GitHub notices', () => {
    test('S39: an unknown repository', async () => {
      const ended = await ship({
        path: workshop.workingCopy(redProject),
        env: github.env,
        args: { repo: 'octo/none' },
      });
      expect(ended.report).toMatchObject({
        outcome: 'failed',
        error: { kind: 'not_found', operation: 'get_repo' },
        undone: [],
      });
      expect(ended.exitCode).toBe(1);
    });

    test.for([
      [401, 'Bad credentials', 'unauthenticated'],
      [403, 'Resource not accessible by personal access token', 'forbidden'],
    ] as const)('S39, S40: a token without rights: %i', async ([status, message, kind]) => {
      await using refusing = await startRecordedGitHub(() => ({ status, body: { message } }));
      const env = { GITHUB_TOKEN: otherToken, GITHUB_API_URL: refusing.url };
      const ended = await ship({ path: workshop.workingCopy(redProject), env });
      expect(ended.report).toMatchObject({ outcome: 'failed', error: { kind }, undone: [], notUndone: [] });
      expect(ended.exitCode).toBe(1);
    });

    test('S39: a branch that exists', async () => {
      const { branches } = await github.snapshot();
      await github.ask('/git/refs', 'POST', { ref: 'refs/heads/taken', sha: branches['main'] });
      const before = await github.snapshot();
      const args = { branch: 'taken', patch: mend };
      const ended = await ship({ path: workshop.workingCopy(redProject), env: github.env, args });
      expect(ended.report).toMatchObject({ error: { kind: 'conflict', message: textLike(/'taken'/) } });
      expect(ended.exitCode).toBe(1);
      expect((await github.snapshot()).branches['taken']).toBe(before.branches['taken']);
    });

    test('S39: no network', async () => {
      // A port that was free a moment ago refuses connections.
      const gone = await startRecordedGitHub(() => undefined);
      await gone[Symbol.asyncDispose]();
      const env = { GITHUB_TOKEN: otherToken, GITHUB_API_URL: gone.url };
      const ended = await ship({ path: workshop.workingCopy(redProject), env });
      expect(ended.report).toMatchObject({
        error: { kind: 'unavailable', message: textLike(/ECONNREFUSED/) },
      });
      expect(ended.exitCode).toBe(1);
    });
  });

  describe.skipIf(pytestMissing)(`bad input that the tests notice${whyPytest}`, () => {
    test('S39: no pytest project', async () => {
      const files = { 'notes.txt': 'one\n' };
      const patch = workshop.patch(files, { 'notes.txt': 'two\n' });
      const ended = await ship({ path: workshop.folder(files), args: { patch } });
      expect(ended.report).toMatchObject({
        outcome: 'failed',
        error: { kind: 'refused', message: textLike(/no tests were found/) },
        tests: { withChange: { verdict: 'no_tests' } },
      });
      expect(ended.exitCode).toBe(1);
    });

    test('S39, S42: pytest is missing: says how to install it', async () => {
      const environment = join(workshop.folder({}), 'bare');
      execFileSync('python3', ['-m', 'venv', '--without-pip', environment]);
      const args = { patch: mend, python: join(environment, 'bin', 'python') };
      const ended = await ship({ path: workshop.workingCopy(redProject), args });
      expect(ended.report).toMatchObject({
        error: { kind: 'tool_missing', hint: textLike(/install pytest/) },
        notUndone: [],
      });
      expect(ended.exitCode).toBe(1);
    });

    test('S39: a patch that does not apply', async () => {
      const patch = workshop.patch({ 'calc.py': 'something else\n' }, { 'calc.py': 'something new\n' });
      const ended = await ship({ path: workshop.workingCopy(redProject), args: { patch } });
      expect(ended.report).toMatchObject({ error: { kind: 'conflict', operation: 'apply_patch' }, notUndone: [] });
      expect(ended.exitCode).toBe(1);
    });

    test('S35: a test that writes over the patched file and dies: the copy is gone, so nothing is left', async () => {
      const rude = {
        'test_rude.py': [
          'import os, calc',
          '',
          'def test_rude():',
          '    open(calc.__file__, "w").write("rude\\n")',
          '    if calc.add(1, 1) == 2: os._exit(7)',
          '',
        ].join('\n'),
      };
      const args = { patch: mend };
      const ended = await ship({ path: workshop.folder({ ...redProject, ...rude }), args });
      expect(ended.report).toMatchObject({ outcome: 'failed', error: { operation: 'run_tests' }, notUndone: [] });
      expect(ended.exitCode).toBe(1);
    });

    test('S39: an empty change', async () => {
      const ended = await ship({ path: workshop.workingCopy(redProject) });
      expect(ended.report).toMatchObject({ error: { kind: 'refused', message: textLike(/empty/) } });
      expect(ended.exitCode).toBe(1);
    });

    test('A7, S31: a change that leaves a test red stops before the pull request', async () => {
      const before = await github.snapshot();
      const args = { patch: workshop.patch(redProject, stillWrong), branch: 'red' };
      const ended = await ship({ path: workshop.workingCopy(redProject), env: github.env, args });
      const { report } = ended;
      expect(report).toMatchObject({
        error: { kind: 'refused' },
        tests: { baseline: { failed: 1 }, withChange: { failed: 1, total: 1 } },
      });
      expect(report).not.toHaveProperty('pullRequest');
      expect(ended.exitCode).toBe(1);
      expect((await github.snapshot()).branches).not.toHaveProperty('red');
      expect(before.openPullRequests).toEqual([]);
    });

    test('S33, S35, S39: a merge conflict: everything is taken back', async () => {
      await using own = await startLoopbackGitHub(redProject, head);
      const before = await own.snapshot();
      const message = 'Pull Request is not mergeable';
      await using refusing = await startRecordedGitHub(
        ({ method, url }) =>
          method === 'PUT' && url?.endsWith('/merge') ? { status: 405, body: { message } } : undefined,
        own.env['GITHUB_API_URL'],
      );
      const env = { GITHUB_TOKEN: own.token, GITHUB_API_URL: refusing.url };
      const ended = await ship({ path: workshop.workingCopy(redProject), env, args: { patch: mend } });
      expect(ended.report).toMatchObject({
        outcome: 'rolled_back',
        error: { kind: 'conflict', operation: 'merge_pr' },
        pullRequest: { number: 1 },
        undone: [
          { operation: 'add_comment' },
          { operation: 'create_pr' },
          { operation: 'commit_files' },
          { operation: 'create_branch' },
        ],
        notUndone: [],
      });
      expect(ended.exitCode).toBe(1);
      expect(await own.snapshot()).toEqual(before);
    });
  });

  describe.skipIf(pytestMissing)(`input that looks bad, but is not${whyPytest}`, () => {
    test('A8, A9, S30, S36: a binary file and a file of 5 MB are merged', async () => {
      const edits = {
        ...mended,
        'logo.bin': new Uint8Array([0, 255, 254, 10, 13, 0, 128]),
        'data/large.bin': new Uint8Array(randomBytes(5 * 1024 * 1024)),
      };
      const ended = await ship({ path: workshop.workingCopy(redProject, edits) });
      const { report } = ended;
      expect(report).toMatchObject({
        outcome: 'merged',
        repo: 'octo/app',
        pullRequest: { number: 1 },
        tests: { baseline: { verdict: 'red' }, withChange: { verdict: 'green', passed: 1 } },
        effects: [],
        branchDeleted: true,
        github: { local: true },
      });
      expect(report).toHaveProperty('files', expect.arrayContaining(['calc.py', 'data/large.bin', 'logo.bin']));
      expect(ended.exitCode).toBe(0);
    });
  });
});
