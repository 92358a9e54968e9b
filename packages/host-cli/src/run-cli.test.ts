import { afterAll, describe, expect, test } from 'vitest';
import { memoryIo } from './memory-io.fixture.ts';
import { Workshop, mended, pytestMissing, redProject, whyPytest } from './project.fixture.ts';
import { runCli } from './run-cli.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.dispose]());

describe('the command line', () => {
  test.for([[[]], [['--help']], [['ship', '--help']], [['help', 'ship']]])(
    '%j explains itself with an example',
    async ([argv = []]) => {
      const io = memoryIo();
      expect(await runCli(argv, io)).toEqual({ exitCode: 0, abandoned: false });
      expect(io.stdout.text).toMatch(/Examples?:\n {2}\$ strata ship --repo octo\/app/);
      expect(io.stderr.text).toBe('');
    },
  );

  test('--version prints the version alone', async () => {
    const io = memoryIo();
    expect(await runCli(['--version'], io)).toMatchObject({ exitCode: 0 });
    expect(io.stdout.text).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.for([
    [['shp'], "✖ unknown command 'shp'\n→ Did you mean ship?\n"],
    [['ship', '--titel', 'x'], "✖ unknown option '--titel'\n→ Did you mean --title?\n"],
    [['ship', '--repo'], "✖ option '--repo <owner/name>' argument missing\n→ See strata ship --help.\n"],
    [
      ['ship', 'more'],
      "✖ too many arguments for 'ship'. Expected 0 arguments but got 1: more.\n→ See strata ship --help.\n",
    ],
    [['ship'], '✖ --repo is missing: name the repository, as in --repo octo/app\n→ See strata ship --help.\n'],
  ] as const)('S37: %j is bad usage', async ([argv, stderr]) => {
    const io = memoryIo();
    expect(await runCli(argv, io)).toEqual({ exitCode: 2, abandoned: false });
    expect(io.stderr.text).toBe(stderr);
    expect(io.stdout.text).toBe('');
  });

  test('S38, S40: with --json a mistake is one JSON document, without the token', async () => {
    const io = memoryIo({ GITHUB_TOKEN: 'ghp_recognisable' });
    await runCli(['ship', '--ghp_recognisable', '--json'], io);
    expect(JSON.parse(io.stdout.text)).toMatchObject({
      outcome: 'usage_error',
      error: { kind: 'usage', operation: 'ship', message: "unknown option '--[secret]'" },
    });
    expect(io.stderr.text).not.toContain('ghp_recognisable');
  });
});

const shipArgs = (path: string, ...more: readonly string[]): readonly string[] => [
  'ship',
  '--repo=octo/app',
  `--path=${path}`,
  '--title=Mend the sum',
  ...more,
];

describe.skipIf(pytestMissing)(`ship${whyPytest}`, { timeout: 60_000 }, () => {
  test('S38, S41: in a pipe: progress line by line on stderr, the result on stdout', async () => {
    const io = memoryIo();
    const path = workshop.workingCopy(redProject, mended);
    expect(await runCli(shipArgs(path, '--approve', 'auto'), io)).toEqual({ exitCode: 0, abandoned: false });
    expect(io.stderr.text).toMatch(
      /^GITHUB_TOKEN is not set: using a local GitHub with octo\/app, which is gone when the run ends\.\n/,
    );
    expect(io.stderr.text).toContain('approve: approved by auto\n');
    expect(io.stderr.text).not.toContain('verdict');
    expect(io.stdout.text).toMatch(/^✔ Merged #1 into octo\/app\n\n {2}pull request {2}#1\n/);
    expect(io.stdout.text).toContain('before: 1 test, 0 passed, 1 failed\n');
    expect(io.stdout.text).toMatch(/branch {8}strata\/mend-the-sum-[0-9a-f]{6}, deleted\n/);
  });

  test('S35: on a terminal: a refusal at the gate is undone effect by effect', async () => {
    const io = memoryIo({ GITHUB_API_URL: 'http://127.0.0.1:1' }, true);
    const path = workshop.workingCopy(redProject, mended);
    const run = runCli(shipArgs(path), io);
    await io.stderr.holds('Refuse');
    io.stdin.write('n');
    expect(await run).toEqual({ exitCode: 1, abandoned: false });
    expect(io.stderr.text).toContain('GITHUB_TOKEN is not set, so GITHUB_API_URL is not used');
    expect(io.stderr.text).toMatch(/said no/);
    expect(io.stdout.text).toContain('Not shipped; everything that was made has been taken back');
    expect(io.stdout.text).toContain('create_pr: pull request #1');
  });

  test('S39: a project without a commit is refused before anything starts', async () => {
    const io = memoryIo();
    const path = workshop.folder(redProject);
    const { execFileSync } = await import('node:child_process');
    execFileSync('git', ['init', '--quiet'], { cwd: path });
    expect(await runCli(shipArgs(path, '--approve', 'auto', '--json'), io)).toEqual({ exitCode: 1, abandoned: false });
    expect(JSON.parse(io.stdout.text)).toMatchObject({
      outcome: 'failed',
      error: { operation: 'create_scratch' },
      undone: [],
      notUndone: [],
    });
  });
});
