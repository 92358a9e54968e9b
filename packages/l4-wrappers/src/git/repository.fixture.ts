import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createContext } from '@strata/core';
import { GitWrapper } from './index.ts';

const identity = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
};

/** A repository in a temporary folder that goes with the test. */
export interface TestRepository extends Disposable {
  readonly root: string;
  git(...args: readonly string[]): string;
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  commit(message?: string): void;
}

/** A fresh temporary folder that goes with the test; in `parent` where it matters who may get to it. */
export const createTestFolder = (parent = tmpdir()): Disposable & { readonly path: string } => {
  const path = realpathSync(mkdtempSync(join(parent, 'strata-test-')));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
};

/** Makes an empty repository. */
export const createTestRepository = (): TestRepository => {
  const folder = createTestFolder();
  const root = folder.path;
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, {
      cwd: root,
      env: { ...process.env, ...identity },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  git('init', '--quiet', '--initial-branch=main');
  return {
    root,
    git,
    write(files) {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), content);
      }
    },
    commit(message = 'a commit') {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
};

/** Every file below a folder, with what matters of it: kind, executable bit, content. */
export const snapshot = (root: string, leftOut: readonly string[] = ['.git']): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(root, folder)).toSorted()) {
      if (folder === '' && leftOut.includes(name)) continue;
      const path = join(folder, name);
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) visit(path);
      else if (stat.isSymbolicLink()) found.set(path, `-> ${readlinkSync(join(root, path))}`);
      else
        found.set(
          path,
          `${stat.mode & 0o100} ${createHash('sha256')
            .update(readFileSync(join(root, path)))
            .digest('hex')}`,
        );
    }
  };
  visit('');
  return found;
};

/** The wrapper with a context of its own, for tests that look at data. */
export const git = new GitWrapper();

/** Performs an operation that must succeed. */
export const perform = async <Data>(
  call: Promise<{ readonly success: true; readonly data: Data } | { readonly success: false; readonly error: object }>,
): Promise<Data> => {
  const result = await call;
  if (!result.success) throw new Error(JSON.stringify(result.error));
  return result.data;
};

/** A context for one call. */
export const ctx = createContext();

/** Makes a repository with one commit. */
export const createCommittedRepository = (
  files: Readonly<Record<string, string>> = { 'src/a.py': 'one\ntwo\nthree\n' },
) => {
  const repository = createTestRepository();
  repository.write(files);
  repository.commit();
  return repository;
};

/** Does something as a user whom the rights of files count for; root sees everything. */
export const asOrdinaryUser = async <Output>(use: () => Promise<Output>): Promise<Output> => {
  if (process.geteuid?.() !== 0) return use();
  // `nobody` on every system that has it.
  process.seteuid?.(65_534);
  try {
    return await use();
  } finally {
    process.seteuid?.(0);
  }
};

/** Makes a scratch copy that goes with the test. */
export const createTestScratch = async (cwd: string) => {
  const scratch = await perform(git.execute({ operation: 'create_scratch', cwd }, ctx));
  return {
    ...scratch,
    [Symbol.asyncDispose]: async () =>
      void (await git.execute({ operation: 'remove_scratch', path: scratch.path }, ctx)),
  };
};
