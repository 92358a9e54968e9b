import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Failure, Result } from '@strata/core';
import { startLoopbackGitHub } from '../loopback-github.fixture.ts';
import { memoryIo } from '../memory-io.fixture.ts';
import { Workshop, mended, redProject } from '../project.fixture.ts';
import { runCli } from '../run-cli.ts';

const workshop = new Workshop();
const github = await startLoopbackGitHub(redProject, 'head');
afterAll(async () => {
  workshop[Symbol.dispose]();
  await github[Symbol.asyncDispose]();
});

interface CallCase {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

const call = async (args: readonly string[], { env = github.env, stdin = '' }: CallCase = {}) => {
  const io = memoryIo(env);
  io.stdin.end(stdin);
  const { exitCode } = await runCli(['ops', 'call', ...args], io);
  return { exitCode, stdout: io.stdout.text, stderr: io.stderr.text };
};

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

describe('S65: a command line that makes no sense is told in one line, and the next step in another', () => {
  const needed = ['--repo=octo/app', '--title=x'];
  test.for([
    [['githb', 'get_repo'], "there is no tool 'githb'", 'Did you mean github?'],
    [['github', 'get_rpeo'], "github has no operation 'get_rpeo'", 'Did you mean get_repo?'],
    [['github.get_rpeo'], "github has no operation 'get_rpeo'", 'Did you mean get_repo?'],
    [
      ['github', '--json'],
      'the operation is missing: name it after the tool, as in github ',
      'See strata ops list --tool github.',
    ],
    [['--json', 'github'], 'the tool is missing: name it first, as in github create_pr', 'See strata ops list.'],
    [['github', 'create_issue', '--titel=x'], "unknown option '--titel'", 'Did you mean --title?'],
    [
      ['github', 'create_issue', '--title', '--repo=octo/app', '--body'],
      "option '--body <text>' argument missing",
      'See it with --help.',
    ],
    [
      ['github', 'create_issue', '--title', '--body', 'x'],
      '--title has no value: --body comes next',
      'If that is the value, write --title=--body.',
    ],
    [
      ['github', 'create_issue', '--title=x'],
      '--repo is missing: The repository, ',
      'See strata ops call github create_issue --help.',
    ],
    [
      ['github', 'create_issue', ...needed, 'more'],
      "'more' stands alone: every value needs its flag",
      'Write it as --body=more.',
    ],
    [
      ['github', 'get_issue', '--repo=octo/app', '--number=two'],
      "--number must be a number, not 'two'",
      'Write it in digits, as in --number=3.',
    ],
    [
      ['github', 'get_issue', '--repo=octo/app', '--number='],
      "--number must be a number, not ''",
      'Write it in digits',
    ],
    [
      ['github', 'get_issue', '--repo=octo/app', '--number=1.5'],
      '--number: must be a whole number',
      'See strata ops call github get_issue --help.',
    ],
    [['docker', 'inspect_container', 'box'], "'box' stands alone", 'Write it as --container=box.'],
    [['docker', 'inspect_container', '--volume=x'], "unknown option '--volume'", 'It needs --container. See --help.'],
    [['github', 'create_issue', ...needed, '--title=y'], '--title is given twice', 'Give it once'],
    [['github', 'create_pr', '--draft', '--no-draft'], '--no-draft and --draft contradict each other', 'Leave one'],
    [['github', 'commit_files', '--files={'], '--files must be JSON, which this is not: {', 'Write a text as'],
    [
      ['github', 'create_issue', ...needed, '--timeout-ms=0'],
      '--timeout-ms must be a whole number from 1, not 0',
      'Give it in milliseconds.',
    ],
    [
      ['github', 'create_issue', '--input=/nowhere/x.json'],
      '--input /nowhere/x.json: there is no such file',
      'Name a file that holds a JSON object, or - for standard input.',
    ],
    [['github', 'create_issue', '--input=/'], '--input /: it cannot be read (EISDIR)', 'Name a file'],
    [['github', 'create_issue', '--input=-'], '--input: standard input is not JSON: ', 'It has to hold a JSON object'],
  ] as const)('%j', async ([args, message, hint]) => {
    for (const json of [[], ['--json']]) {
      // Behind a flag without a value it would be the value.
      if (json.length > 0 && args.at(-1) === '--body') continue;
      const { exitCode, stdout, stderr } = await call([...args, ...json]);
      expect(exitCode).toBe(2);
      const [cause = '', next = '', ...more] = stderr.split('\n');
      expect(cause.startsWith(`✖ ${message}`), cause).toBe(true);
      expect(next.startsWith(`→ ${hint}`), next).toBe(true);
      expect(more).toEqual(['']);
      if (json.length > 0)
        expect(JSON.parse(stdout)).toMatchObject({ success: false, error: { kind: 'invalid_input' } });
      else if (!args.includes('--json' as never)) expect(stdout).toBe('');
    }
  });

  test('with --json every field that does not fit is named', async () => {
    const { exitCode, stdout } = await call(['github', 'get_issue', '--number=0', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        issues: [
          { path: 'repo', message: expect.stringMatching(/^--repo is missing: /) as string },
          { path: 'number', message: expect.stringMatching(/^--number: must be (at least 1|more than 0)$/) as string },
        ],
      },
    });
  });

  test.each([
    ['[]', '--input: standard input holds JSON, but no object'],
    ['null', '--input: standard input holds JSON, but no object'],
    ['{"titel": "x"}', "--input: create_issue has no field 'titel'"],
    ['{"repo": "octo/app", "title": 4}', '--title: must be a text'],
    ['{"repo": "octo/app", "title": "x", "labels": ["a", 1]}', '--labels[1]: must be a text'],
  ])('standard input holds %s', async (stdin, message) => {
    const ended = await call(['github', 'create_issue', '--input=-'], { stdin });
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr.split('\n')[0]).toBe(`✖ ${message}`);
  });

  test.each([
    [{ GITHUB_API_URL: 'nowhere' }, '✖ GITHUB_API_URL is not an http or https address without a password\n→ '],
    [{ GITHUB_TOKEN: 'short' }, '✖ GITHUB_TOKEN is too short to be a token'],
  ])('the environment holds %j', async (env, message) => {
    const ended = await call(['github', 'get_repo', '--repo=octo/app'], { env });
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr.startsWith(message)).toBe(true);
  });
});
