import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Failure, Result } from '@strata/core';
import { startLoopbackGitHub } from '../loopback-github.fixture.ts';
import { memoryIo } from '../memory-io.fixture.ts';
import { Workshop, mended, redProject } from '../project.fixture.ts';
import { runCli } from '../run-cli.ts';
import { type CallCase, callOnce } from './called.fixture.ts';

const workshop = new Workshop();
const github = await startLoopbackGitHub(redProject, 'head');
afterAll(async () => {
  workshop[Symbol.dispose]();
  await github[Symbol.asyncDispose]();
});

const call = (args: readonly string[], given: CallCase = {}) => callOnce(args, { env: github.env, ...given });

/** The one document that is on stdout. */
const documentOf = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout) as Result<unknown, Failure>;

interface Issue {
  readonly title: string;
  readonly state: string;
  readonly body: string | null;
  readonly labels: readonly { readonly name: string }[];
}
const issues = () => github.ask<readonly Issue[]>('/issues?state=all&per_page=100');

describe('S65: ops call', () => {
  test('performs an operation, and prints the result for people; with how it is taken back', async () => {
    const { exitCode, stdout, stderr } = await call([
      'github',
      'create_issue',
      '--repo=octo/app',
      '--title',
      "It's wrong",
      '--labels=bug',
      '--labels',
      'urgent',
    ]);
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/^↩ To take it back: strata ops call github close_issue --repo=octo\/app --number=\d+\n$/),
    ]);
    expect(stdout).toMatch(/^✔ github\.create_issue \(\d+\.\d s\)\n {2}number: \d+\n/);
    const made = (await issues()).find(({ title }) => title === "It's wrong");
    expect(made?.labels.map(({ name }) => name)).toEqual(['bug', 'urgent']);
  });

  test('S38: with --json prints the Result, one document and nothing else', async () => {
    const ended = await call(['github.get_repo', '--repo', 'octo/app', '--json']);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(documentOf(ended)).toMatchObject({
      success: true,
      data: { defaultBranch: 'main' },
      meta: { attempts: 1, durationMs: expect.any(Number) as number },
    });
  });

  test('takes its input from a file and from standard input; flags come on top', async () => {
    const input = JSON.stringify({ repo: 'octo/app', title: 'From JSON', body: 'Its body.' });
    const file = workshop.file('input.json', input);
    expect(await call(['github', 'create_issue', '--input', file, '--title=From a flag'])).toMatchObject({
      exitCode: 0,
    });
    expect(await call(['github', 'create_issue', '--input', '-'], { stdin: input })).toMatchObject({ exitCode: 0 });
    const made = await issues();
    for (const title of ['From a flag', 'From JSON'])
      expect(made.find((it) => it.title === title)?.body).toContain('Its body.');
  });

  test('tells a failure in one line and the next step in another; the code is 1', async () => {
    const ended = await call(['github', 'get_issue', '--repo=octo/app', '--number=4711', '--json']);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toMatch(/^✖ .+\n→ .+\n$/);
    expect(documentOf(ended)).toMatchObject({ success: false, error: { kind: 'not_found', operation: 'get_issue' } });
  });

  test('S40: shows no token, not even one that is asked for', async () => {
    const { token } = github;
    const title = `Look: ${token}`;
    for (const more of [[], ['--json'], ['--json-lines'], ['--dry-run']]) {
      const { stdout, stderr } = await call(['github', 'create_issue', '--repo=octo/app', `--title=${title}`, ...more]);
      expect(stdout + stderr).not.toContain(token);
      if (more.includes('--dry-run')) expect(stdout).toContain('title: Look: [secret]');
    }
  });
});

describe('S66: --dry-run', () => {
  test('shows what would be written, its effect and what would take it back, and writes nothing', async () => {
    const before = await github.snapshot();
    const { exitCode, stdout, stderr } = await call([
      'github',
      'create_pr',
      '--repo=octo/app',
      '--title=Have an idea',
      '--body=Because there was none.',
      '--head=idea',
      '--dry-run',
    ]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^✔ Dry run: github\.create_pr was checked, and not performed\n/);
    expect(stdout).toContain('  effect: write\n  undo: close_pr\n  in doubt: looked for with list_prs\n');
    expect(stdout).toContain('    base: main\n');
    expect(await github.snapshot()).toEqual(before);
  });

  test('as JSON is a document of its own, with the input as the tool would have read it', async () => {
    const ended = await call(['github', 'create_issue', '--repo=octo/app', '--title=Dry', '--dry-run', '--json']);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    const { input, ...about } = JSON.parse(ended.stdout) as { readonly input: object };
    expect(about).toEqual({
      dryRun: true,
      tool: 'github',
      operation: 'create_issue',
      effect: 'write',
      undo: 'close_issue',
      irreversible: null,
      locate: 'list_issues',
      idempotent: false,
    });
    expect(input).toMatchObject({ title: 'Dry', body: '' });
    expect((await issues()).map(({ title }) => title)).not.toContain('Dry');
  });

  test('performs a read', async () => {
    expect(await call(['github', 'get_repo', '--repo=octo/app', '--dry-run'])).toMatchObject({ exitCode: 0 });
  });
});

describe('S65: what takes something away', () => {
  test('is not done where nobody can be asked, unless --yes says so', async () => {
    const path = workshop.workingCopy(redProject, mended);
    const made = documentOf(await call(['git', 'create_scratch', '--cwd', path, '--json']));
    const scratch = made.success ? (made.data as { readonly path: string }).path : '';
    const args = ['git', 'remove_scratch', '--path', scratch];
    expect(await call(args)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        '✖ remove_scratch takes something away, and there is no terminal to ask at\n→ Use --yes to go on without asking, or --dry-run to look first.\n',
    });
    expect(await call([...args, '--dry-run'])).toMatchObject({ exitCode: 0 });
    expect(existsSync(scratch)).toBe(true);
    expect(await call([...args, '--yes'])).toMatchObject({ exitCode: 0 });
    expect(existsSync(scratch)).toBe(false);
  });

  test.each([
    ['n', 1, 'said no'],
    ['y', 0, ''],
  ])('is asked about on a terminal: %s', async (key, exitCode, complaint) => {
    const path = workshop.workingCopy(redProject);
    const made = documentOf(await call(['git', 'create_scratch', '--cwd', path, '--json']));
    const scratch = made.success ? (made.data as { readonly path: string }).path : '';
    const io = memoryIo({}, true);
    const ended = runCli(['ops', 'call', 'git', 'remove_scratch', '--path', scratch], io);
    await io.stderr.holds('git.remove_scratch takes something away, and nothing brings it back');
    expect(io.stderr.text).toContain(`path: ${scratch}\n`);
    io.stdin.write(key);
    expect(await ended).toEqual({ exitCode, abandoned: false });
    expect(io.stderr.text).toContain(complaint);
    const gone = await call(['git', 'remove_scratch', '--path', scratch, '--yes', '--json']);
    expect(gone.exitCode).toBe(0);
  });
});
