import { createContext } from '@strata/core';
import { expect, it } from 'vitest';
import { containing } from '../../process/text-matchers.fixture.ts';
import { CommandError } from '../../process/index.ts';
import { classifyPytest } from './classify.ts';
import { pytestCatalog } from '../index.ts';
import { PyTestError, type PyTestProblem } from './pytest-error.ts';

const { run_tests: operation } = pytestCatalog.operations;
const ctx = createContext();

const classify = (problem: Partial<PyTestProblem>) =>
  classifyPytest(
    new PyTestError({ exitCode: 1, stdout: '', stderr: '', python: 'python3', externallyManaged: false, ...problem }),
    operation,
    ctx,
  );

// Recorded from pytest 7.2, 9.0 and CPython 3.11.
it.each<[Partial<PyTestProblem>, object]>([
  [
    { stderr: '/venv/bin/python: No module named pytest\n', python: '/venv/bin/python' },
    {
      kind: 'tool_missing',
      message: 'pytest is not installed for /venv/bin/python',
      hint: 'Install it with: /venv/bin/python -m pip install pytest',
    },
  ],
  [
    { stderr: '/usr/bin/python3: No module named pytest\n', externallyManaged: true },
    { kind: 'tool_missing', hint: containing('apt-get install python3-pytest ') },
  ],
  [
    {
      exitCode: 4,
      stderr:
        'ERROR: usage: __main__.py [options]\n__main__.py: error: unrecognized arguments: --cov --cov-report=\n  inifile: None\n',
    },
    { kind: 'tool_missing', message: 'pytest-cov is not installed for python3' },
  ],
  [
    {
      exitCode: 4,
      stderr:
        'ERROR: usage: __main__.py [options]\n__main__.py: error: unrecognized arguments: --nope\n  inifile: None\n',
    },
    { kind: 'refused', message: 'pytest refuses: unrecognized arguments: --nope' },
  ],
  [
    { exitCode: 4, stderr: "ERROR: /p/pytest.ini:2: unexpected line: 'x'\n\n" },
    { kind: 'refused', message: "pytest refuses: /p/pytest.ini:2: unexpected line: 'x'" },
  ],
  [
    {
      exitCode: 4,
      stderr:
        "ImportError while loading conftest '/p/conftest.py'.\nconftest.py:1: in <module>\n    import nope\nE   ModuleNotFoundError: No module named 'nope'\n",
    },
    { kind: 'refused', message: "pytest refuses: ModuleNotFoundError: No module named 'nope'" },
  ],
  [
    {
      exitCode: 3,
      stdout:
        'INTERNALERROR> Traceback (most recent call last):\nINTERNALERROR>   File "conftest.py", line 2\nINTERNALERROR> RuntimeError: hook\n',
    },
    { kind: 'unexpected_answer', message: 'pytest broke: RuntimeError: hook' },
  ],
  [
    { exitCode: 2, stdout: '!!!!!!!!! KeyboardInterrupt !!!!!!!!!\n' },
    { kind: 'refused', message: 'pytest was interrupted: KeyboardInterrupt' },
  ],
  [{ exitCode: 139 }, { kind: 'unexpected_answer', hint: containing('Signal 11') }],
  [
    { exitCode: 0, reason: 'the report has 0 failed' },
    { kind: 'unexpected_answer', message: 'the report has 0 failed' },
  ],
])('%j is classified', (problem, expected) => {
  expect(classify(problem)).toMatchObject(expected);
});

it.each([
  [
    { kind: 'not_found', file: 'python9' },
    { kind: 'tool_missing', message: 'there is no Python at python9' },
  ],
  [
    { kind: 'no_folder', cwd: '/p' },
    { kind: 'not_found', message: 'there is no folder /p' },
  ],
  [
    { kind: 'timed_out', limitMs: 7, stdout: '', stderr: '' },
    { kind: 'timed_out', limitMs: 7, mayHaveHappened: false },
  ],
  [
    { kind: 'aborted', started: true },
    { kind: 'cancelled', mayHaveHappened: false },
  ],
] as const)('%j of the runner is classified', (problem, expected) => {
  expect(classifyPytest(new CommandError(problem), operation, ctx)).toMatchObject(expected);
});

it('leaves bugs alone', () => {
  expect(classifyPytest(new TypeError('bug'), operation, ctx)).toBeUndefined();
});
