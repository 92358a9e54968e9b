import { createContext, stream } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, it } from 'vitest';
import { countsOfBarePytest } from './bare-pytest.fixture.ts';
import { PyTestCLIWrapper } from './index.ts';
import { createTestProject, ctx, everyOutcome, pythonsWithPytest, pythonWithXdist } from './project.fixture.ts';

const missing = process.env['CI'] !== 'true' && pythonsWithPytest.length === 0;
const withoutXdist = process.env['CI'] !== 'true' && pythonWithXdist === undefined;

/** A suite whose second test ends only when somebody who has heard of the first one says so. */
const waiting = `
import os, time
def test_first(): pass
def test_second():
    while not os.path.exists('go'): time.sleep(0.01)
`;

describe.skipIf(missing)('results while the suite runs (needs pytest)', () => {
  it('S52: come one by one, each before the next has ended, and the whole afterwards', async () => {
    using project = createTestProject({ 'test_a.py': waiting });
    const pytest = new PyTestCLIWrapper({ python: pythonsWithPytest[0] ?? 'python3' });
    const told: object[] = [];
    for await (const { part, result } of stream(pytest, { operation: 'run_tests', cwd: project.cwd }, ctx)) {
      if (part !== undefined) told.push(part);
      else expect(result).toMatchObject({ success: true, data: { total: 2, passed: 2, verdict: 'green' } });
      // Nothing else lets the second test end: that the first is heard of is what it waits for.
      if (part?.event === 'finished' && part.id === 'test_a.py::test_first') project.write('go', '');
    }
    expect(told).toMatchObject([
      { event: 'started', id: 'test_a.py::test_first', done: 0, total: 2 },
      { event: 'finished', id: 'test_a.py::test_first', done: 1, total: 2, outcome: 'passed' },
      { event: 'started', id: 'test_a.py::test_second', done: 1, total: 2 },
      { event: 'finished', id: 'test_a.py::test_second', done: 2, total: 2, outcome: 'passed' },
    ]);
  });

  it('S52: are all told when no time passes on the clock meanwhile', async () => {
    using project = createTestProject({ 'test_a.py': everyOutcome });
    const pytest = new PyTestCLIWrapper({ python: pythonsWithPytest[0] ?? 'python3' });
    const told: string[] = [];
    const still = createContext({ clock: createManualClock() });
    for await (const { part } of stream(pytest, { operation: 'run_tests', cwd: project.cwd }, still))
      if (part?.event === 'finished') told.push(part.outcome);
    expect(told).toHaveLength(12);
  });
});

const subtests = `
import unittest
class TestSub(unittest.TestCase):
    def test_sub(self):
        for n in range(3):
            with self.subTest(n=n): self.assertNotEqual(n, 1)
`;

const moreOutcomes = `
import pytest, warnings
@pytest.mark.xfail(strict=True)
def test_strict(): pass
def test_warns(): warnings.warn('careful')
@pytest.fixture
def breaks_after():
    yield
    raise RuntimeError
def test_both(breaks_after): assert 0
`;

const suites: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  ['every outcome', { 'test_a.py': everyOutcome, 'test_b.py': moreOutcomes }, []],
  ['subtests', { 'test_a.py': subtests }, []],
  ['deselected tests', { 'test_a.py': everyOutcome }, ['-k', 'value or setup']],
  [
    'files that are broken or skipped',
    {
      'test_a.py': 'import strata_no_such_module\n',
      'test_b.py': 'import pytest\npytest.skip("not here", allow_module_level=True)\n',
      'test_c.py': 'def test_1(): pass\n',
    },
    ['--continue-on-collection-errors'],
  ],
];

describe.skipIf(missing).each(pythonsWithPytest)('counts of %s -m pytest (needs pytest)', (python) => {
  it('S52: a test that runs twice has its parameters both times', async () => {
    const text = "import pytest\n\n@pytest.mark.parametrize('n', [7])\ndef test_n(n):\n    assert n\n";
    using project = createTestProject({ 'test_a.py': text });
    const paths = ['test_a.py', 'test_a.py'];
    const pytest = new PyTestCLIWrapper({ python });
    const twice = { operation: 'run_tests', cwd: project.cwd, paths, extraArgs: ['--keep-duplicates'] } as const;
    const result = await pytest.execute(twice, ctx);
    if (!result.success) throw new Error(JSON.stringify(result));
    const parameters = { id: '7', values: { n: 7 } };
    expect(result.data.tests).toMatchObject([{ parameters }, { parameters }]);
  });

  it.each(suites)('S52, A9: are its own for %s', async (_what, files, args) => {
    using project = createTestProject(files);
    const bare = countsOfBarePytest(python, project.cwd, args);
    const extraArgs = args[0] === '-k' ? [] : [...args];
    const keyword = args[0] === '-k' ? { keyword: args[1] ?? '' } : {};
    const pytest = new PyTestCLIWrapper({ python });
    const result = await pytest.execute({ operation: 'run_tests', cwd: project.cwd, extraArgs, ...keyword }, ctx);
    expect(result).toMatchObject({ success: true, data: { counts: bare.counts, exitCode: bare.exitCode } });
    expect(result.success && Object.keys(result.data.counts).toSorted()).toEqual(Object.keys(bare.counts).toSorted());
  });

  it.each([
    ['-p no:terminal', {}],
    ['-p no:junitxml -p no:cacheprovider --strict-markers --strict-config', {}],
    ['-qq --tb=no --junitxml=mine.xml', {}],
    ['-s -ra --tb=native', { PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1', PYTEST_ADDOPTS: '-v' }],
  ])('S53, A14: are there and nothing is left behind, with addopts = %s', async (addopts, env) => {
    using project = createTestProject({ 'pytest.ini': `[pytest]\naddopts = ${addopts}\n`, 'test_a.py': everyOutcome });
    const pytest = new PyTestCLIWrapper({ python });
    const result = await pytest.execute({ operation: 'run_tests', cwd: project.cwd, env }, ctx);
    const counts = { passed: 5, failed: 3, error: 2, skipped: 1, xfailed: 1, xpassed: 1 };
    expect(result).toMatchObject({ success: true, data: { counts, total: 12 } });
    expect(await project.list()).toEqual(['pytest.ini', 'test_a.py']);
  });
});

describe.skipIf(withoutXdist)('with workers (needs pytest-xdist)', () => {
  it('S52, S53: everything that is known of a test comes from the workers too', async () => {
    using project = createTestProject({ 'test_a.py': everyOutcome });
    const pytest = new PyTestCLIWrapper({ python: pythonWithXdist ?? 'python3' });
    const done: (number | undefined)[] = [];
    let result;
    for await (const { part, result: whole } of stream(
      pytest,
      { operation: 'run_tests', cwd: project.cwd, workers: 2 },
      ctx,
    )) {
      if (part?.event === 'finished') done.push(part.total);
      result = whole;
    }
    expect(done).toEqual(Array.from({ length: 12 }, () => 12));
    if (result?.success !== true) throw new Error(JSON.stringify(result));
    expect(result.data.counts).toMatchObject({ passed: 5, failed: 3, error: 2, skipped: 1, xfailed: 1, xpassed: 1 });
    expect(result.data.tests.find(({ name }) => name === 'test_value[a.b]')).toMatchObject({
      outcome: 'failed',
      parameters: { id: 'a.b', values: { value: 'a.b' } },
      cause: { type: 'AssertionError', file: 'test_a.py', function: 'test_value' },
    });
  });
});
