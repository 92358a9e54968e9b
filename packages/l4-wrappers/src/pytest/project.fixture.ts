import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createContext } from '@strata/core';
import { PyTestCLIWrapper } from './index.ts';

/** A Python project in a temporary folder that goes with the test. */
export interface TestProject extends Disposable {
  readonly cwd: string;
  /** Writes a file into it. */
  write(path: string, content: string): void;
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
    write: (path, content) => writeFileSync(join(cwd, path), content),
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

// The system's own first: it has few plugins, and starts several times as fast as one with many. The contract, and what
// is told of results, is tried with both.
const candidates = ['/usr/bin/python3', 'python3'];

/** An interpreter with pytest, if this machine has one. */
export const pythonWithPytest = candidates.find((python) => canImport(python, 'pytest'));

/** Every interpreter with pytest that this machine has: different pytests, where there is more than one. */
export const pythonsWithPytest = candidates.filter((python) => canImport(python, 'pytest'));

/** An interpreter with pytest and pytest-xdist, if this machine has one. */
export const pythonWithXdist = candidates.find((python) => canImport(python, 'xdist'));

/** An interpreter with pytest and pytest-cov, if this machine has one. */
export const pythonWithCoverage = candidates.find((python) => canImport(python, 'pytest_cov'));

/** A context for one call. */
export const ctx = createContext();

/** The wrapper around that interpreter. */
export const pytest = new PyTestCLIWrapper(pythonWithPytest === undefined ? {} : { python: pythonWithPytest });

type Input = Omit<Parameters<typeof pytest.execute<'run_tests'>>[0], 'operation' | 'cwd'>;

/** Runs the tests of a project that is gone afterwards; `left` is what was in it then. */
export const run = async (
  files: Readonly<Record<string, string>>,
  input: Input = {},
  wrapper: PyTestCLIWrapper = pytest,
) => {
  using project = createTestProject(files);
  const result = await wrapper.execute({ operation: 'run_tests', cwd: project.cwd, ...input }, ctx);
  return { result, project, left: await project.list() };
};

/** The same, when it must succeed. */
export const answer = async (...given: Parameters<typeof run>) => {
  const { result } = await run(...given);
  if (!result.success) throw new Error(JSON.stringify(result.error));
  return result.data;
};

/** The same, when it must fail. */
export const failure = async (...given: Parameters<typeof run>) => {
  const { result } = await run(...given);
  if (result.success) throw new Error(JSON.stringify(result.data));
  return result.error;
};

/** A test file with every outcome that there is. */
export const everyOutcome = `
import pytest, unittest

def test_pass(): pass

def test_fail(): assert 1 == 2, 'one is not two'

@pytest.mark.parametrize('value', ['a.b', 'c::d[e]/f', '<&"é'])
def test_value(value): assert value != 'a.b'

class TestOuter:
    class TestInner:
        def test_nested(self): pass

@pytest.mark.xfail
def test_xfail(): assert False

@pytest.mark.xfail
def test_xpass(): pass

@pytest.mark.skip(reason='not today')
def test_skip(): pass

@pytest.fixture
def breaks_before(): raise RuntimeError('set-up broke')

@pytest.fixture
def breaks_after():
    yield
    raise RuntimeError('tear-down broke')

def test_setup(breaks_before): pass

def test_teardown(breaks_after): pass

class TestUnit(unittest.TestCase):
    def test_unit(self): self.assertEqual(1, 2)
`;
