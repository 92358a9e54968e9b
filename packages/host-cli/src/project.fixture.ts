import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Whether the tests can use a pytest, and in the title of those that cannot, why not. */
export const pytestMissing =
  spawnSync('python3', ['-m', 'pytest', '--version']).status !== 0 && process.env['CI'] === undefined;
export const whyPytest = pytestMissing ? ' (skipped: python3 has no pytest)' : '';

/** Files by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

const test = ['from calc import add', '', '', 'def test_add():', '    assert add(1, 2) == 3', ''].join('\n');
const source = (operator: string): string => `def add(a, b):\n    return a ${operator} b\n`;

/** A project whose test is red. */
export const redProject: Files = { 'calc.py': source('-'), 'test_calc.py': test };
/** The same, mended. */
export const mended: Files = { 'calc.py': source('+') };
/** The same, still wrong. */
export const stillWrong: Files = { 'calc.py': source('*') };

const write = (folder: string, files: Files): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
};

/** A folder with projects, which is removed as a whole. */
export class Workshop implements Disposable {
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), 'strata-workshop-')));
  #count = 0;

  /** Makes a folder with files. */
  folder(files: Files): string {
    const folder = join(this.#folder, `folder-${++this.#count}`);
    mkdirSync(folder);
    write(folder, files);
    return folder;
  }

  /** Makes a file beside all projects. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.#folder, `${++this.#count}-${name}`);
    writeFileSync(path, content);
    return path;
  }

  /** Makes a working copy with everything committed, and then the edits on top. */
  workingCopy(files: Files, edits: Files = {}): string {
    const folder = this.folder(files);
    git(folder, 'init', '--quiet', '--initial-branch=main');
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '--message=Begin');
    write(folder, edits);
    return folder;
  }

  /** What git sees as changed in a working copy. */
  changesIn(folder: string): string {
    return String(git(folder, 'status', '--porcelain'));
  }

  /** The commit that a working copy is at: the same for all that were made of the same files. */
  headOf(folder: string): string {
    return String(git(folder, 'rev-parse', 'HEAD')).trim();
  }

  /** Makes a file with the patch from `files` to `edits`. */
  patch(files: Files, edits: Files): string {
    const before = this.workingCopy(files);
    const after = this.folder({});
    cpSync(before, after, { recursive: true });
    write(after, edits);
    git(after, 'add', '--all');
    return this.file('change.patch', git(after, 'diff', '--cached', '--binary'));
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const sameTime = { GIT_AUTHOR_DATE: '2025-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2025-01-01T00:00:00Z' };

const git = (cwd: string, ...args: readonly string[]): Uint8Array =>
  execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, GIT_CONFIG_NOSYSTEM: '1', ...sameTime },
    maxBuffer: 64 * 1024 * 1024,
  });
