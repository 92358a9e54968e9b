import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const main = fileURLToPath(new URL('main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

const start = (...args: string[]) =>
  run(process.execPath, ['--conditions=@strata/source', main, ...args], { cwd: root });

test('S43 S30 S32: the right fix is merged, the wrong one taken back, and both are told as data', async () => {
  const { stdout } = await start('--json');
  expect(JSON.parse(stdout)).toMatchObject({
    stories: [
      {
        name: 'the right fix',
        outcome: 'merged',
        pullRequest: 1,
        tests: { passed: 4, failed: 0 },
        undone: [],
        repositoryAsBefore: false,
      },
      {
        name: 'the wrong fix',
        outcome: 'rolled_back',
        pullRequest: 1,
        tests: { passed: 4, failed: 0 },
        undone: ['add_comment', 'create_pr', 'commit_files', 'create_branch'],
        repositoryAsBefore: true,
      },
    ],
  });
});

test('S43: without --json it ends with a table and where to read on', async () => {
  const { stdout } = await start();
  expect(stdout).toMatch(/the right fix {3}pull request #1 merged/);
  expect(stdout).toMatch(/the wrong fix {3}pull request #1 refused, 4 effects undone/);
  expect(stdout).toContain('read back: the repository is as it was before');
  expect(stdout).toContain('Read on: README.md');
  // Not a terminal: no colours.
  expect(stdout).not.toContain('\u001B');
});
