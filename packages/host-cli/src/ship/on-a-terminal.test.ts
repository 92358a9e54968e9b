import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLoopbackGitHub } from '../loopback-github.fixture.ts';
import { Workshop, mended, pytestMissing, redProject, whyPytest } from '../project.fixture.ts';
import { Screen } from '../screen.fixture.ts';
import { type TerminalOptions, runOnTerminal } from '../terminal.fixture.ts';

const workshop = new Workshop();
let patch: string;

beforeAll(() => {
  patch = workshop.patch(redProject, mended);
});
afterAll(() => workshop[Symbol.dispose]());

const question = 'Merge #1 "Mend the sum" into octo/app main?';

const ship = async (options: TerminalOptions) => {
  const args = [
    'ship',
    '--repo',
    'octo/app',
    '--path',
    workshop.folder(redProject),
    '--title',
    'Mend the sum',
    '--patch',
    patch,
  ];
  const { exitCode, stdout } = await runOnTerminal(args, options);
  const screen = new Screen(options.columns ?? 80).write(stdout);
  return {
    exitCode,
    screen,
    lines: screen.lines.map((line) => line.replaceAll(/(?<=\S) +/g, ' ').replaceAll(/\d+\.\d s/g, 'N s')),
    written: stdout,
  };
};

describe.skipIf(pytestMissing)(`on a terminal${whyPytest}`, { concurrent: true }, () => {
  test('the tree has filled in, once, and the result stands below it', async () => {
    const { exitCode, screen, lines, written } = await ship({ answers: [{ at: question, type: 'y' }] });
    const from = lines.lastIndexOf('✔ get repo N s');
    expect(lines.slice(from, lines.indexOf('', from))).toEqual([
      '✔ get repo N s',
      '✔ get branch N s',
      '✔ list branches N s',
      '✔ run ci N s',
      '  ✔ before N s',
      '  ✔ baseline N s',
      '  ✔ after N s',
      '  ✔ apply patch N s',
      '  ✔ tests N s',
      '  ✔ read changes N s',
      '  ✔ remove before N s',
      '  ✔ remove after N s',
      '✔ create branch N s',
      '✔ commit files N s',
      '✔ create pr N s',
      '✔ add comment N s',
      '✔ approve N s',
      '✔ merge pr N s',
      '✔ clean up N s',
      '  ✔ delete branch N s',
    ]);
    expect(lines.filter((line) => line === '✔ get repo N s')).toHaveLength(1);
    expect(lines).toContain('✔ Merged #1 into octo/app');
    expect(screen.cursorShown).toBe(true);
    expect(written).toContain('\u001B[32m✔');
    expect(exitCode).toBe(0);
  });

  test('a refusal at the gate is taken back effect by effect, in a narrow window and without colours', async () => {
    await using github = await startLoopbackGitHub(redProject);
    const before = await github.snapshot();
    const env = { ...github.env, NO_COLOR: '1' };
    const { exitCode, screen, lines, written } = await ship({
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

  test('Ctrl-C at the gate takes everything back, and says so', async () => {
    const { exitCode, screen, lines } = await ship({ answers: [{ at: 'Refuse', type: '\u0003' }] });
    expect(lines).toContain('Stopping, and taking back what was made. Press Ctrl-C again to stop at once.');
    expect(lines).toContain('✖ interrupted before it was done');
    expect(lines).toContain('Not shipped; everything that was made has been taken back');
    expect(screen.cursorShown).toBe(true);
    expect(exitCode).toBe(1);
  });
});
