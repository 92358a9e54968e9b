import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

test('S20 S60 S61: an expert of one’s own keeps its rules, and says so', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@strata/source', main], { cwd: root });
  expect(stdout.trimEnd().split('\n')).toEqual([
    'unsigned: a comment of a reviewer has to be signed',
    'signed: it was posted',
    "too much: the rule 'reviewers comment' allows 'review-bot' no more writes at present",
    "something else: no rule allows 'review-bot' to create_branch",
    "somewhere else: no rule allows 'review-bot' to get_repo",
    'recorded: 8 records, none of them changed',
  ]);
});
