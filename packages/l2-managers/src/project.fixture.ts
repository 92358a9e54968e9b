import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files by their paths. */
export type Files = Readonly<Record<string, string>>;

/** A pytest project in a git repository of its own. */
export interface Project extends Disposable {
  readonly path: string;
  /** Edits the working copy; nothing is committed. */
  readonly edit: (files: Files) => void;
}

const author = {
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.org',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.org',
};

/** Makes a repository whose only commit holds `files`. */
export const createProject = (files: Files): Project => {
  const path = mkdtempSync(join(tmpdir(), 'strata-project-'));
  const edit = (changed: Files): void => {
    for (const [name, content] of Object.entries(changed)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
  };
  const git = (...args: string[]): void => {
    execFileSync('git', args, { cwd: path, env: { ...process.env, ...author }, stdio: 'ignore' });
  };
  edit(files);
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'Begin');
  return { path, edit, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
};

/** Two tests, one of them red: `add` subtracts. */
export const brokenSum: Files = {
  'sums.py': 'def add(a, b):\n    return a - b\n',
  'test_sums.py': [
    'from sums import add',
    '',
    'def test_nothing():',
    '    assert add(1, 0) == 1',
    '',
    'def test_something():',
    '    assert add(1, 2) == 3',
    '',
  ].join('\n'),
};

/** What makes all tests of `brokenSum` green. */
export const mendedSum: Files = { 'sums.py': 'def add(a, b):\n    return a + b\n' };
