import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A Python project in a temporary folder that goes with the test. */
export const createProject = (files: Readonly<Record<string, string>>) => {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'strata-expert-')));
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), content);
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  return {
    cwd,
    write,
    remove: (path: string) => rmSync(join(cwd, path), { recursive: true }),
    read: (path: string) => readFileSync(join(cwd, path), 'utf8'),
    [Symbol.dispose]: () => rmSync(cwd, { recursive: true, force: true }),
  };
};

const canImport = (python: string, modules: string): boolean => {
  try {
    execFileSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const python = ['/usr/bin/python3', 'python3'].find((one) => canImport(one, 'pytest, pytest_cov'));

/** An interpreter with pytest and pytest-cov; a name that is none when this machine has none. */
export const pythonWithCoverage = python ?? 'no-python-with-pytest-cov';

/** Whether tests that need it are skipped; never in CI. */
export const pytestMissing = process.env['CI'] !== 'true' && python === undefined;
