import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createContext } from '@strata/core';

/** A Python project in a temporary folder that goes with the test. */
export interface TestProject extends Disposable {
  readonly cwd: string;
  /** Every file and folder in it, sorted. */
  list(): Promise<readonly string[]>;
}

/** Makes a project of these files. */
export const createTestProject = (files: Readonly<Record<string, string>>): TestProject => {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'strata-test-')));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), content);
  }
  return {
    cwd,
    list: async () => (await readdir(cwd, { recursive: true })).toSorted(),
    [Symbol.dispose]: () => rmSync(cwd, { recursive: true, force: true }),
  };
};

const canImport = (python: string, module: string): boolean => {
  try {
    execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const candidates = ['python3', '/usr/bin/python3'];

/** An interpreter with pytest, if this machine has one. */
export const pythonWithPytest = candidates.find((python) => canImport(python, 'pytest'));

/** An interpreter with pytest and pytest-cov, if this machine has one. */
export const pythonWithCoverage = candidates.find((python) => canImport(python, 'pytest_cov'));

/** A context for one call. */
export const ctx = createContext();
