import { describeOperation } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { memoryIo } from '../memory-io.fixture.ts';
import { textWidth } from '../progress/text-width.ts';
import { runCli } from '../run-cli.ts';
import { openTool } from './found-operation.ts';
import { toolNames } from './tool-registry.ts';

const list = async (args: readonly string[], terminal = false, env = {}) => {
  const io = memoryIo(env, terminal);
  const end = await runCli(['ops', 'list', ...args], io);
  return { ...end, stdout: io.stdout.text, stderr: io.stderr.text };
};

describe('S65: ops list', () => {
  test('names every operation of every tool, as one document', async () => {
    const tools = await Promise.all(toolNames.map((name) => openTool(name, {})));
    const expected = tools.flatMap((tool) =>
      Object.values(tool.operations).map((operation) => describeOperation(tool.name, operation)),
    );
    expect(expected.length).toBeGreaterThan(40);
    const { exitCode, stdout, stderr } = await list(['--json']);
    expect([exitCode, stderr]).toEqual([0, '']);
    const rows = JSON.parse(stdout) as readonly object[];
    expect(rows).toEqual(expected);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'tool',
      'operation',
      'effect',
      'undo',
      'locate',
      'idempotent',
      'summary',
    ]);
  });

  test('shows them as a table, a line each', async () => {
    const { stdout } = await list(['--tool', 'git']);
    const [heading = '', ...rows] = stdout.trimEnd().split('\n');
    expect(heading).toMatch(/^OPERATION +EFFECT +UNDO/);
    expect(rows.find((row) => row.startsWith('git.create_scratch'))).toMatch(/ write +remove_scratch +- +yes +Copy /);
  });

  test('picks by tool and by effect', async () => {
    const rows = JSON.parse((await list(['--tool', 'github', '--effect', 'destroy', '--json'])).stdout) as readonly {
      readonly tool: string;
      readonly effect: string;
    }[];
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ tool, effect }) => tool !== 'github' || effect !== 'destroy')).toEqual([]);
  });

  test('takes the tool as a word, too', async () => {
    expect(await list(['git'])).toEqual(await list(['--tool', 'git']));
  });

  test('has colours on a terminal only, and there no line that is too long', async () => {
    const onTerminal = (await list(['--tool', 'git'], true, { TERM: 'xterm' })).stdout;
    expect(onTerminal).toContain('\u001B[');
    const escape = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    for (const line of onTerminal.replaceAll(escape, '').split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(80);
    expect((await list(['--tool', 'git'])).stdout).not.toContain('\u001B');
    expect((await list(['--tool', 'git'], true, { NO_COLOR: '1' })).stdout).not.toContain('\u001B');
  });

  test.each([80, 0])('on a terminal %s wide says in full what each does', async (columns) => {
    const io = memoryIo({}, true);
    io.stdout.columns = columns;
    await runCli(['ops', 'list', '--tool', 'git'], io);
    const lines = io.stdout.text.split('\n');
    const row = lines.findIndex((line) => line.includes('git.create_scratch'));
    const git = await openTool('git', {});
    expect(lines[row + 1]).toContain(git.operations['create_scratch']?.summary);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(80);
  });

  test('needs no credentials, and is not kept from listing by wrong ones', async () => {
    const { exitCode } = await list(['--tool', 'github'], false, { GITHUB_TOKEN: 'x y', GITHUB_API_URL: 'nowhere' });
    expect(exitCode).toBe(0);
  });

  test.for([
    [['--tool', 'githup'], "✖ there is no tool 'githup'\n→ Did you mean github?\n"],
    [['--tool', 'zzz'], `✖ there is no tool 'zzz'\n→ There are: ${toolNames.join(', ')}.\n`],
    [['githup'], "✖ there is no tool 'githup'\n→ Did you mean github?\n"],
    [['git', '--tool', 'docker'], '✖ git and --tool docker contradict each other\n→ Leave one of them out.\n'],
    [
      ['git', 'docker'],
      "✖ too many arguments for 'list'. Expected 1 argument but got 2: git, docker.\n→ See strata ops list --help.\n",
    ],
    [['--effect', 'wirte'], "✖ --effect must be read, write, destroy, not 'wirte'\n→ Did you mean write?\n"],
    [['--tols', 'git'], "✖ unknown option '--tols'\n→ Did you mean --tool?\n"],
  ] as const)('%j is bad usage', async ([args, stderr]) => {
    expect(await list(args)).toEqual({ exitCode: 2, abandoned: false, stdout: '', stderr });
  });
});

test.for([
  [['ops']],
  [['ops', '--help']],
  [['ops', 'list', '--help']],
  [['ops', 'call', '--help']],
  [['ops', 'call']],
  [['ops', 'call', 'git', '--help']],
  [['ops', 'call', 'git', '-h']],
])('%j explains itself', async ([argv = []]) => {
  const io = memoryIo();
  expect(await runCli(argv, io)).toEqual({ exitCode: 0, abandoned: false });
  expect(io.stdout.text).toMatch(/^Usage: strata ops/);
  expect(io.stderr.text).toBe('');
});
