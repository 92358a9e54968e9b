import { describeInFull } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { memoryIo } from '../memory-io.fixture.ts';
import { runCli } from '../run-cli.ts';
import { openTool } from './found-operation.ts';
import { flagsOf } from './operation-flags.ts';
import { toolNames } from './tool-registry.ts';

const run = async (...argv: readonly string[]) => {
  const io = memoryIo();
  const { exitCode } = await runCli(['ops', ...argv], io);
  return { exitCode, stdout: io.stdout.text, stderr: io.stderr.text };
};

describe('S65: ops describe', () => {
  test('tells fields, defaults, what takes it back and finds it again, and how it is called', async () => {
    const { exitCode, stdout } = await run('describe', 'github', 'create_pr');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^github\.create_pr: Open a pull request\.\n/);
    expect(stdout).toContain('  effect    write\n  undo      close_pr\n  in doubt  looked for with list_prs\n');
    expect(stdout).toMatch(/ {2}--title <text> +The title\. \(required\)\n/);
    expect(stdout).toMatch(/ {2}--base <text> +.*\(default: "main"\)\n/);
    expect(stdout).toMatch(/ {2}--\[no-\]draft +.*\(default: false\)\n/);
    expect(stdout).toContain('  $ strata ops call github create_pr --repo=TEXT --title=TEXT --body=TEXT --head=TEXT\n');
  });

  test('takes the name in one word, and says why something stays', async () => {
    const { stdout } = await run('describe', 'git.remove_scratch');
    expect(stdout).toMatch(/undo +none: \S/);
    expect(stdout).toEqual((await run('describe', 'git', 'remove_scratch')).stdout);
  });

  test('as JSON gives the schemas', async () => {
    const github = await openTool('github', {});
    const { stdout } = await run('describe', 'github', 'create_pr', '--json');
    expect(JSON.parse(stdout)).toEqual({
      ...describeInFull('github', github.operations['create_pr'] as never),
      practices: [
        { name: 'pr_says_why', field: 'body' },
        { name: 'pr_body_length', field: 'body' },
        { name: 'pr_changes_something', field: 'head' },
      ],
    });
  });

  test('tells which best practices the expert holds it to', async () => {
    const practices = 'Best practices, which are checked before the call:\n';
    const { stdout } = await run('describe', 'github', 'create_pr');
    expect(stdout).toContain(
      `${practices}  --body  pr says why\n  --body  pr body length\n  --head  pr changes something\n`,
    );
    expect((await run('call', 'github', 'create_pr', '--help')).stdout).toContain(practices);
    for (const operation of ['github.get_pr', 'git.status'])
      expect((await run('describe', operation)).stdout).not.toContain('Best practices');
    // What is told is what is done.
    const refused = await run(
      'call',
      'github',
      'create_pr',
      '--repo=o/r',
      '--title=x',
      '--head=main',
      '--body=y',
      '--json',
    );
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('(pr_changes_something)');
  });

  test('tells of a verdict', async () => {
    const verdict = /verdict +says whether the answer is good; a bad one ends with code 4\n/;
    expect((await run('describe', 'pytest', 'run_tests')).stdout).toMatch(verdict);
    expect((await run('describe', 'pytest', 'collect_tests')).stdout).not.toMatch(verdict);
    expect(JSON.parse((await run('describe', 'pytest', 'run_tests', '--json')).stdout)).toMatchObject({ judged: true });
  });

  test('and the help of call name every field of every operation', async () => {
    for (const name of toolNames) {
      const { operations } = await openTool(name, {});
      for (const operation of Object.values(operations)) {
        const described = await run('describe', name, operation.name);
        const help = await run('call', name, operation.name, '--help');
        expect([described.exitCode, help.exitCode]).toEqual([0, 0]);
        for (const flag of flagsOf(operation))
          for (const { stdout } of [described, help])
            expect(stdout).toMatch(new RegExp(`--(\\[no-\\])?${flag.name}\\b`));
      }
    }
  });

  test.for([
    [['describe', 'github', 'create_rp'], "✖ github has no operation 'create_rp'\n→ Did you mean create_pr?\n"],
    [['describe', 'gti'], "✖ there is no tool 'gti'\n→ Did you mean git?\n"],
    [
      ['describe', 'git'],
      '✖ the operation is missing: name it after the tool, as in git status\n→ See strata ops list --tool git.\n',
    ],
    [['describe', 'git', 'constructor'], "✖ git has no operation 'constructor'\n"],
    [['describe', 'git', 'status', 'more'], '✖ too many words: more\n→ See strata ops describe --help.\n'],
    [['describe'], "✖ missing required argument 'operation'\n→ See strata ops describe --help.\n"],
    [['dscribe'], "✖ unknown command 'dscribe'\n→ Did you mean describe?\n"],
  ] as const)('%j is bad usage', async ([argv, stderr]) => {
    const end = await run(...argv);
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr.startsWith(stderr)).toBe(true);
    expect(end.stderr.trimEnd().split('\n')).toHaveLength(2);
  });
});
