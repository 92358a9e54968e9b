import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workshop, mended, pytestMissing, redProject, whyPytest } from '../project.fixture.ts';
import { question, shipOnTerminal } from './ship-on-terminal.fixture.ts';

const workshop = new Workshop();
let patch: string;

beforeAll(() => {
  patch = workshop.patch(redProject, mended);
});
afterAll(() => workshop[Symbol.dispose]());

describe.skipIf(pytestMissing)(`on a terminal${whyPytest}`, { concurrent: true, timeout: 60_000 }, () => {
  test('S8, S30: the tree has filled in, once, and the result stands below it', async () => {
    const { exitCode, screen, lines, written } = await shipOnTerminal(workshop.folder(redProject), patch, {
      answers: [{ at: question, type: 'y' }],
    });
    const from = lines.lastIndexOf('✔ get repo N s');
    expect(lines.slice(from, lines.indexOf('', from))).toEqual([
      '✔ get repo N s',
      '✔ get branch N s',
      '✔ list branches N s',
      '✔ run ci N s',
      '  ✔ before N s',
      '  ✔ baseline N s',
      '    ✔ run tests N s',
      '  ✔ after N s',
      '  ✔ apply patch N s',
      '  ✔ read changes N s',
      '  ✔ tests N s',
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
});
