import { join } from 'node:path';
import { createContext } from '@strata/core';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';
import { describe, expect, it } from 'vitest';
import { PyTestExpert } from '../pytest-expert.ts';
import { createProject, pytestMissing, pythonWithCoverage } from './project.fixture.ts';
import { pathsFrom } from './test-path.ts';

const ctx = createContext();
const expert = new PyTestExpert(new PyTestCLIWrapper({ python: pythonWithCoverage }));

const flaky = `
import os
def test_flaky():
    seen = os.path.exists('seen')
    open('seen', 'w').close()
    assert seen
def test_red(): assert 0
def test_ok(): pass
`;

const configuration = '[pytest]\n';

/** Where pytest's root folder is while it runs in `cwd`, and what it calls the tests there. */
const places = [
  ['above it', { 'pytest.ini': configuration, 'sub/test_a.py': flaky }, 'sub', '..', 'sub/test_a.py', 'test_a.py'],
  [
    'beside it',
    { 'pytest.ini': '[pytest]\ntestpaths = other\n', 'sub/a.py': '', 'other/test_a.py': flaky },
    'sub',
    '..',
    'other/test_a.py',
    '../other/test_a.py',
  ],
  ['in it', { 'sub/test_a.py': flaky }, '.', '.', 'sub/test_a.py', 'sub/test_a.py'],
] as const;

describe.skipIf(pytestMissing).each(places)(
  "with pytest's root folder %s (needs pytest and pytest-cov)",
  { timeout: 120_000 },
  (_where, files, folder, rootFolder, file, path) => {
    const [flakyId, redId] = [`${file}::test_flaky`, `${file}::test_red`];
    const paths = folder === 'sub' && path.startsWith('..') ? ['../other'] : [];

    it('S55: failed tests are run again, and a flaky one is told from a red one', async () => {
      using project = createProject(files);
      const cwd = join(project.cwd, folder);
      const run = await expert.execute({ operation: 'run_strategy', strategy: 'thorough', reruns: 1, cwd, paths }, ctx);
      expect(run).toMatchObject({
        data: {
          verdict: 'red',
          rootFolder,
          settled: [
            { id: flakyId, verdict: 'flaky', attempts: 1, passes: 1 },
            { id: redId, verdict: 'failed', attempts: 1, passes: 0 },
          ],
        },
      });
      expect(run.success && run.data.unsettled).toBeUndefined();
      for (const input of [{}, { rootFolder }])
        expect(
          await expert.execute({ operation: 'rerun_failed', cwd, tests: [flakyId, redId], reruns: 1, ...input }, ctx),
        ).toMatchObject({ data: { flaky: 1, failed: 1, settled: [{ id: flakyId, verdict: 'flaky' }, { id: redId }] } });
    });

    it('S55: shards run, are balanced by what is remembered, and can be handed to run_tests', async () => {
      using project = createProject(files);
      const cwd = join(project.cwd, folder);
      const request = { cwd, paths, shards: 2 };
      expect(await expert.execute({ operation: 'run_sharded', ...request }, ctx)).toMatchObject({
        data: { verdict: 'red', rootFolder, total: 3, remembered: true },
      });
      const plan = await expert.execute({ operation: 'plan_shards', ...request }, ctx);
      if (!plan.success) throw new Error(JSON.stringify(plan.error));
      const planned = plan.data.shards.flatMap(({ tests }) => tests);
      expect(planned.toSorted()).toEqual(['flaky', 'ok', 'red'].map((name) => `${path}::test_${name}`));
      expect(await expert.execute({ operation: 'run_tests', cwd, paths: planned }, ctx)).toMatchObject({
        data: { total: 3 },
      });
      const history = await expert.execute({ operation: 'get_test_history', cwd }, ctx);
      expect(history.success && history.data.tests.map(({ id }) => id).toSorted()).toEqual(planned.toSorted());
    });

    it('S55: what failed last is run first', async () => {
      using project = createProject(files);
      const cwd = join(project.cwd, folder);
      await expert.execute({ operation: 'run_strategy', strategy: 'thorough', cwd, paths }, ctx);
      expect(await expert.execute({ operation: 'run_strategy', strategy: 'fast', cwd }, ctx)).toMatchObject({
        data: { verdict: 'red', failedFirst: true, failed: 1 },
      });
    });
  },
);

describe.skipIf(pytestMissing)('parts of a suite (needs pytest and pytest-cov)', { timeout: 120_000 }, () => {
  it('S55: affected tests are found where the root folder is above', async () => {
    using project = createProject({
      'pytest.ini': configuration,
      'sub/shop.py': 'def price():\n    return 1\n',
      'sub/test_a.py': 'import shop\ndef test_price(): assert shop.price() == 1\n',
      'sub/test_b.py': 'def test_other(): pass\n',
    });
    const cwd = join(project.cwd, 'sub');
    await expert.execute({ operation: 'run_strategy', strategy: 'coverage', cwd }, ctx);
    project.write('sub/shop.py', 'def price():\n    return 2\n');
    expect(await expert.execute({ operation: 'run_affected', cwd }, ctx)).toMatchObject({
      data: { basis: 'coverage', selected: ['test_a.py::test_price'], run: { verdict: 'red', total: 1 } },
    });
  });

  it('S55, A7: run under the configuration of the whole, not under one that stands beside them', async () => {
    using project = createProject({
      'sub/pytest.ini': '[pytest]\nxfail_strict = true\n',
      'sub/test_a.py': "def test_1(pytestconfig): assert pytestconfig.getini('xfail_strict')\n",
    });
    const { cwd } = project;
    const id = 'sub/test_a.py::test_1';
    const again = { operation: 'run_strategy', strategy: 'thorough', reruns: 1, cwd } as const;
    expect(await expert.execute(again, ctx)).toMatchObject({
      data: { verdict: 'red', settled: [{ id, verdict: 'failed' }] },
    });
    expect(await expert.execute({ operation: 'run_sharded', shards: 2, cwd }, ctx)).toMatchObject({
      data: { verdict: 'red', rootFolder: '.', tests: [{ id }] },
    });
    expect(await expert.execute({ operation: 'run_strategy', strategy: 'fast', cwd }, ctx)).toMatchObject({
      data: { verdict: 'red', failedFirst: true },
    });
  });

  it.each([
    ['ends the interpreter', 'if seen: os._exit(7)'],
    ['is gone', 'os.remove(__file__)'],
  ])('S55: a rerun that fails does not take away what the run has shown: a test that %s', async (_what, line) => {
    using project = createProject({
      'test_a.py': `import os\ndef test_1():\n    seen = os.path.exists('seen')\n    open('seen', 'w').close()\n    ${line}\n    assert 0\n`,
    });
    const request = { operation: 'run_strategy', strategy: 'thorough', reruns: 2, cwd: project.cwd } as const;
    const answer = await expert.execute(request, ctx);
    expect(answer).toMatchObject({
      data: { verdict: 'red', failed: 1, settled: [{ verdict: 'failed', attempts: 0, passes: 0 }] },
    });
    expect(answer.success && answer.data.unsettled).toMatch(/left no report|not found/);
    const tests = ['test_a.py::test_1'];
    expect(await expert.execute({ operation: 'rerun_failed', cwd: project.cwd, tests }, ctx)).toMatchObject({
      success: false,
    });
  });

  it('P6: whoever calls off while failed tests run again gets no answer', async () => {
    using project = createProject({ 'test_a.py': 'def test_1(): assert 0\n' });
    const controller = new AbortController();
    const wrapper = new PyTestCLIWrapper({ python: pythonWithCoverage });
    let runs = 0;
    const execute: typeof wrapper.execute = (request, given) => {
      if ((runs += 1) > 1) controller.abort();
      return wrapper.execute(request, given);
    };
    const { name, operations } = wrapper;
    const answer = await new PyTestExpert({ name, operations, execute }).execute(
      { operation: 'run_strategy', strategy: 'thorough', reruns: 1, cwd: project.cwd },
      { ...ctx, signal: controller.signal },
    );
    expect(answer).toMatchObject({ success: false, error: { kind: 'cancelled' } });
  });
});

it('S55: a path is an id seen from the project, whatever is in its brackets', async () => {
  using project = createProject({ 'sub/a': '' });
  const cwd = join(project.cwd, 'sub');
  const above = await pathsFrom(cwd, '..');
  expect(['sub/t.py::T::t[a/../b::c]', 'other/t.py', 'sub', ''].map(above)).toEqual([
    't.py::T::t[a/../b::c]',
    '../other/t.py',
    '.',
    '..',
  ]);
  expect((await pathsFrom(cwd, 'deep'))('t.py::t')).toBe('deep/t.py::t');
});
