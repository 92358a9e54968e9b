import { describe, expect, test } from 'vitest';
import { callOnce as call } from './called.fixture.ts';

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
      '--body has no value',
      'Write one behind it; see strata ops call github create_issue --help.',
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
    [
      ['docker', 'inspect_container', '--volume=x'],
      "unknown option '--volume'",
      'It needs --container. See strata ops call docker inspect_container --help.',
    ],
    [
      ['github', 'create_issue', '--repo=octo/app', '--volume=x'],
      "unknown option '--volume'",
      'It needs --title. See strata ops call github create_issue --help.',
    ],
    [
      ['github', 'create_issue', ...needed, '--volume=x'],
      "unknown option '--volume'",
      'It takes --repo, --title, --body',
    ],
    [['github', 'get_repo', '--repo=octo/app', '--dry-run=yes'], '--dry-run takes no value', 'Write --dry-run alone.'],
    [['github', 'create_issue', ...needed, '--no-labels=x'], '--no-labels takes no value', 'Write --no-labels alone.'],
    [['git', 'status', '--cwd='], '--cwd: must not be empty', 'See strata ops call git status --help.'],
    [
      ['docker', 'exec', '--container=x', '--command=ls', '--workdir=app'],
      '--workdir: must be an absolute path',
      'See strata ops call docker exec --help.',
    ],
    [['github', 'create_issue', ...needed, '--title=y'], '--title is given twice', 'Give it once'],
    [['github', 'create_pr', '--draft', '--no-draft'], '--no-draft and --draft contradict each other', 'Leave one'],
    [['github', 'commit_files', '--files={'], '--files must be JSON, which this is not: {', 'Write a text as'],
    [
      ['github', 'create_issue', ...needed, '--timeout-ms=0'],
      '--timeout-ms must be a whole number from 1, not 0',
      'Give it in milliseconds.',
    ],
    [
      ['github', 'get_repo', '--repo=octo/app', '--call-id=x'],
      '--call-id is for what writes, and get_repo only reads',
      'Leave it out: a read may be repeated.',
    ],
    [
      ['docker', 'exec', '--container=x', '--command=ls', '--call-id=x'],
      '--call-id: whether exec was done cannot be looked for',
      'Look for it yourself; without --call-id it is done, once more if it was done already.',
    ],
    [
      ['github', 'create_issue', ...needed, '--call-id=two words'],
      '--call-id must be up to 200 letters, digits and signs, without spaces',
      'Give it another name.',
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

  test('two forms of answer at once', async () => {
    expect(await call(['github', 'get_repo', '--repo=octo/app', '--json', '--json-lines'])).toMatchObject({
      exitCode: 2,
      stderr: '✖ --json and --json-lines contradict each other\n→ Leave one of them out.\n',
    });
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
    [
      { GITHUB_TOKEN: 'short' },
      '✖ GITHUB_TOKEN is too short to be a token: it has fewer than 8 characters\n→ Set it again, or unset it to work without one.\n',
    ],
  ])('the environment holds %j', async (env, message) => {
    const ended = await call(['github', 'get_repo', '--repo=octo/app'], { env });
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr.startsWith(message)).toBe(true);
  });
});
