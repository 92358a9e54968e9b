import { join } from 'node:path';
import { type Tool, createContext } from '@strata/core';
import { PyTestCLIWrapper, type PyTestOperations } from '@strata/l4-wrappers/pytest';
import { describe, expect, it } from 'vitest';
import { PyTestExpert } from '../pytest-expert.ts';
import { createProject, pytestMissing, pythonWithCoverage } from './project.fixture.ts';

const ctx = createContext();
const expert = new PyTestExpert(new PyTestCLIWrapper({ python: pythonWithCoverage }));

/** A test that fails the first time and passes after that: it leaves a trace in the project. */
const flaky = `
import os
def test_flaky():
    seen = os.path.exists('seen')
    open('seen', 'w').close()
    assert seen
`;

describe.skipIf(pytestMissing)('strategies (needs pytest and pytest-cov)', { timeout: 120_000 }, () => {
  it.each(['fast', 'thorough', 'coverage'] as const)(
    'A12, A13, S55: %s runs every test of a project that knows no markers, with none made up',
    async (strategy) => {
      using project = createProject({ 'test_a.py': 'def test_1(): pass\ndef test_2(): pass\n' });
      const run = await expert.execute({ operation: 'run_strategy', cwd: project.cwd, strategy }, ctx);
      if (!run.success) throw new Error(JSON.stringify(run.error));
      expect(run.data).toMatchObject({ verdict: 'green', total: 2, passed: 2, strategy });
      expect(run.data.command.filter((argument) => argument === '-m')).toHaveLength(1);
      expect(run.data.coverage !== undefined).toBe(strategy === 'coverage');
    },
  );

  it('S55: fast stops at the first failure, and begins with it the next time; thorough goes to the end', async () => {
    const files = { 'test_a.py': 'def test_1(): pass\ndef test_2(): assert 0\ndef test_3(): assert 0\n' };
    using project = createProject(files);
    const run = (strategy: 'fast' | 'thorough') =>
      expert.execute({ operation: 'run_strategy', cwd: project.cwd, strategy }, ctx);
    expect(await run('fast')).toMatchObject({ data: { total: 2, failed: 1, failedFirst: false } });
    expect(await run('fast')).toMatchObject({ data: { total: 1, failed: 1, failedFirst: true } });
    expect(await run('thorough')).toMatchObject({ data: { total: 3, failed: 2, failedFirst: false } });
    project.write('test_a.py', 'def test_1(): pass\ndef test_2(): pass\ndef test_renamed(): pass\n');
    expect(await run('fast')).toMatchObject({ data: { verdict: 'green', total: 3, failedFirst: false } });
  });

  it('S55: tells a flaky test from a red one, and remembers both', async () => {
    using project = createProject({
      'test_a.py': flaky,
      'test_b.py': 'def test_red(): assert 0\ndef test_ok(): pass\n',
    });
    const { cwd } = project;
    const run = await expert.execute({ operation: 'run_strategy', cwd, strategy: 'thorough', reruns: 3 }, ctx);
    if (!run.success) throw new Error(JSON.stringify(run.error));
    expect(run.data.verdict).toBe('red');
    expect(run.data.settled).toEqual([
      { id: 'test_a.py::test_flaky', verdict: 'flaky', attempts: 1, passes: 1 },
      { id: 'test_b.py::test_red', verdict: 'failed', attempts: 3, passes: 0 },
    ]);
    project.remove('seen');
    const tests = ['test_a.py::test_flaky'];
    expect(await expert.execute({ operation: 'rerun_failed', cwd, tests, reruns: 2 }, ctx)).toMatchObject({
      data: { flaky: 1, failed: 0, settled: [{ verdict: 'flaky', attempts: 2, passes: 1 }] },
    });
    await expert.execute({ operation: 'run_strategy', cwd, strategy: 'thorough' }, ctx);
    const history = await expert.execute({ operation: 'get_test_history', cwd }, ctx);
    if (!history.success) throw new Error(JSON.stringify(history.error));
    expect(history.data.tests.map(({ id, runs, passRate, flaky: isFlaky }) => [id, runs, passRate, isFlaky])).toEqual([
      ['test_b.py::test_red', 5, 0, false],
      ['test_a.py::test_flaky', 3, 2 / 3, true],
      ['test_b.py::test_ok', 2, 1, false],
    ]);
    expect(project.read('.strata/.gitignore')).toBe('*\n');
  });

  it('S55: a test just found flaky is so in the history and in a report, and nothing is said of one that was skipped', async () => {
    const skipped = 'import pytest\n@pytest.mark.skip\ndef test_skipped(): pass\n';
    using project = createProject({ 'tests/test_a.py': flaky, 'tests/test_b.py': skipped, 'pytest.ini': '[pytest]\n' });
    const cwd = join(project.cwd, 'tests');
    const run = await expert.execute({ operation: 'run_strategy', cwd, strategy: 'thorough', reruns: 2 }, ctx);
    if (!run.success) throw new Error(JSON.stringify(run.error));
    expect(await expert.execute({ operation: 'get_test_history', cwd }, ctx)).toMatchObject({
      data: {
        tests: [
          { id: 'test_a.py::test_flaky', runs: 2, passRate: 0.5, lastOutcome: 'passed', flaky: true },
          { id: 'test_b.py::test_skipped', runs: 0, passRate: null, lastOutcome: 'skipped', flaky: false },
        ],
      },
    });
    const report = await expert.execute({ operation: 'generate_report', results: run.data }, ctx);
    expect(report).toMatchObject({ data: { report: expect.stringContaining('1 failed (1 of them flaky)') as string } });
  });

  it('S55: a run whose reruns are called off is remembered all the same', async () => {
    const stop = new AbortController();
    using project = createProject({ 'test_a.py': flaky });
    const pytest = new PyTestCLIWrapper({ python: pythonWithCoverage });
    const stopping: Tool<PyTestOperations> = {
      name: pytest.name,
      operations: pytest.operations,
      execute: async (request, given) => {
        const answer = await pytest.execute(request, given);
        if (request.operation === 'run_tests') stop.abort();
        return answer;
      },
    };
    const { cwd } = project;
    const called = createContext({ signal: stop.signal });
    const run = { operation: 'run_strategy', cwd, strategy: 'thorough', reruns: 2 } as const;
    expect(await new PyTestExpert(stopping).execute(run, called)).toMatchObject({ error: { kind: 'cancelled' } });
    expect(await expert.execute({ operation: 'get_test_history', cwd }, ctx)).toMatchObject({
      data: { tests: [{ runs: 1, passRate: 0, lastOutcome: 'failed', flaky: false }] },
    });
  });

  it('hands a failure on as it is', async () => {
    using project = createProject({ 'conftest.py': 'import strata_no_such_module\n' });
    expect(await expert.execute({ operation: 'run_strategy', cwd: project.cwd }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'refused', operation: 'run_strategy' },
    });
  });
});

describe.skipIf(pytestMissing)('affected tests (needs pytest-cov)', { timeout: 120_000 }, () => {
  const files = {
    'shop.py': 'def price():\n    return 1\n',
    'stock.py': 'def count():\n    return 2\n',
    'rates.json': '{}',
    'test_shop.py': 'import shop\ndef test_price(): assert shop.price() == 1\n',
    'test_stock.py': 'import stock\ndef test_count(): assert stock.count() == 2\n',
  };

  it('S55: only those that ran the changed file; everything when that is unknown; nothing when nothing changed', async () => {
    using project = createProject(files);
    const affected = () => expert.execute({ operation: 'run_affected', cwd: project.cwd }, ctx);
    expect(await affected()).toMatchObject({ data: { basis: 'everything', run: { total: 2 } } });
    await expert.execute({ operation: 'run_strategy', cwd: project.cwd, strategy: 'coverage' }, ctx);
    const nothing = await affected();
    expect(nothing).toMatchObject({ data: { basis: 'coverage', changed: [], selected: [] } });
    expect(nothing.success && nothing.data.run).toBeUndefined();

    project.write('shop.py', 'def price():\n    return 2\n');
    expect(await affected()).toMatchObject({
      data: {
        basis: 'coverage',
        changed: ['shop.py'],
        selected: ['test_shop.py::test_price'],
        run: { verdict: 'red', total: 1 },
      },
    });
    project.write('test_stock.py', `${files['test_stock.py']}def test_new(): pass\n`);
    expect(await affected()).toMatchObject({ data: { basis: 'coverage', run: { total: 3 } } });
    project.write('rates.json', '{"a": 1}');
    expect(await affected()).toMatchObject({ data: { basis: 'everything', run: { total: 3 } } });
  });
});
