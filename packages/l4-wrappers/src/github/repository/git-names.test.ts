import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { branchName, branchOrSha, filePath } from './git-names.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-git-names-'));
  spawnSync('git', ['init', '--quiet', folder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const git = (...given: readonly string[]): boolean => spawnSync('git', ['-C', folder, ...given]).status === 0;

/** Texts made of the characters that the rules are about. */
const tricky = fc
  .array(
    fc.constantFrom(
      'a',
      'Z',
      '1',
      '.',
      '/',
      '-',
      '@',
      '{',
      '~',
      '^',
      ':',
      '?',
      '*',
      '[',
      '\\',
      ' ',
      '.lock',
      '..',
      'ü',
      '\t',
      '\u007f',
      '.git',
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));

const known = [
  'main',
  'a/b',
  'HEAD',
  '@',
  '-a',
  'a.',
  'a.lock',
  'a.lock/b',
  'a..b',
  'a@{b',
  '/a',
  'a/',
  'a//b',
  '.a',
  'a/.b',
  'a~1',
  'ü',
];

test('branch names are what git check-ref-format --branch allows', () => {
  const check = (name: string): void => {
    expect([name, branchOrSha.safeParse(name).success]).toEqual([
      name,
      git('check-ref-format', `refs/heads/${name}`) && !['HEAD', '@'].includes(name) && !name.startsWith('-'),
    ]);
  };
  for (const name of known) check(name);
  fc.assert(fc.property(tricky, check), { numRuns: 150 });
});

test('GitHub takes no branch that is named like a commit', () => {
  expect(branchName.safeParse('0123456789abcdef0123456789abcdef01234567').success).toBe(false);
  expect(branchOrSha.safeParse('0123456789abcdef0123456789abcdef01234567').success).toBe(true);
  expect(branchName.safeParse('a'.repeat(245)).success).toBe(false);
  expect(branchName.safeParse('').success).toBe(false);
  expect(branchName.safeParse('\ud800').success).toBe(false);
});

test('paths are what the index of git allows', () => {
  const blob = spawnSync('git', ['-C', folder, 'hash-object', '-w', '--stdin'], {
    input: 'x',
    encoding: 'utf8',
  }).stdout.trim();
  const check = (path: string): void => {
    spawnSync('git', ['-C', folder, 'read-tree', '--empty']);
    const isTaken = git('update-index', '--add', '--cacheinfo', `100644,${blob},${path}`);
    const isAllowed = filePath.safeParse(path).success;
    // Of backslashes git is of two minds ('\\.git' passes, 'a\\.git' does not): there we may be stricter, never laxer.
    const expected = path.includes('\\') ? isTaken && isAllowed : isTaken;
    expect([path, isAllowed]).toEqual([path, expected]);
  };
  for (const path of [
    'a',
    'a/b',
    '.git',
    '.git/a',
    'a/.GIT',
    '../a',
    'a/../b',
    './a',
    '/a',
    'a/',
    'a//b',
    'ü b#?.txt',
    '.gitignore',
    '-a',
    'git~1',
    '.git .',
    'a\\.git',
    '.git:x',
    'git~2',
  ])
    check(path);
  check('\\.git');
  fc.assert(fc.property(tricky, check), { numRuns: 100 });
  expect(filePath.safeParse('a\0b').success).toBe(false);
  expect(filePath.safeParse('.g\u200cit/config').success).toBe(false);
  expect(filePath.safeParse('').success).toBe(false);
});
