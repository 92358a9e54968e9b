import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PythonMissing, pythonWithPytest } from './python-with-pytest.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  // What a machine tells its pip must not decide here.
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
  vi.stubEnv('PIP_FIND_LINKS', '');
  folder = mkdtempSync(join(tmpdir(), 'strata-python-'));
  said = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const say = (line: string): void => void said.push(line);

test('the interpreter that is there is taken when it has pytest', async () => {
  const python = await pythonWithPytest(folder, say);
  expect(
    execFileSync(python, ['-m', 'pytest', '--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
  ).toBeDefined();
  expect(said).toEqual([]);
});

test('S42: without Python, one line says what to install', async () => {
  vi.stubEnv('STRATA_PYTHON', join(folder, 'no-python'));
  const problem = await pythonWithPytest(folder, say).catch((thrown: unknown) => thrown);
  expect(problem).toBeInstanceOf(PythonMissing);
  expect((problem as Error).message).toMatch(/^There is no Python here: install .*$/);
});

test('S42: where pytest cannot be installed, one line says how to get it, and what was tried', async () => {
  execFileSync('python3', ['-m', 'venv', '--without-pip', join(folder, 'bare')]);
  vi.stubEnv('STRATA_PYTHON', join(folder, 'bare', 'bin', 'python'));
  // An index that is not there: nothing listens on the discard port of the loopback interface.
  vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple');
  const problem = await pythonWithPytest(folder, say).catch((thrown: unknown) => thrown);
  expect(problem).toBeInstanceOf(PythonMissing);
  expect((problem as Error).message).toMatch(
    /^pytest could not be installed in \.strata\/venv: install it yourself .*$/,
  );
  expect(said).toEqual([expect.stringContaining('making a private virtual environment in .strata/venv')]);
});

test('S42: where it can be installed, it is, into .strata/venv and nowhere else', async () => {
  // pip's own way to do without an index: a folder with the packages, here made of those that are installed.
  const packages = join(folder, 'packages');
  execFileSync('python3', [new URL('repack.py', import.meta.url).pathname, packages]);
  execFileSync('python3', ['-m', 'venv', '--without-pip', join(folder, 'bare')]);
  vi.stubEnv('STRATA_PYTHON', join(folder, 'bare', 'bin', 'python'));
  vi.stubEnv('PIP_NO_INDEX', '1');
  vi.stubEnv('PIP_FIND_LINKS', packages);
  const python = await pythonWithPytest(folder, say);
  expect(python).toBe(join(folder, '.strata', 'venv', 'bin', 'python'));
  // The next start finds it there.
  expect(await pythonWithPytest(folder, say)).toBe(python);
  expect(said).toHaveLength(1);
});
