import { join } from 'node:path';
import { createContext } from '@strata/core';
import { describe, expect, it } from 'vitest';
import { isAlive, watchFor } from '../process/liveness.fixture.ts';
import { containing, matching } from '../process/text-matchers.fixture.ts';
import { PyTestCLIWrapper } from './index.ts';
import {
  answer,
  createTestProject,
  ctx,
  failure,
  pytest,
  pythonWithPytest,
  run,
  everyOutcome,
} from './project.fixture.ts';

const missing = process.env['CI'] !== 'true' && pythonWithPytest === undefined;

describe.skipIf(missing)('run_tests (needs pytest)', () => {
  it('A7: counts red tests as red, in whatever order pytest prints them', async () => {
    const data = await answer({ 'test_a.py': 'def test_1(): assert 0\ndef test_2(): assert 0\ndef test_3(): pass\n' });
    expect(data).toMatchObject({ verdict: 'red', exitCode: 1, total: 3, passed: 1, failed: 2, errors: 0 });
  });

  it('S15: tells all outcomes apart and gives node ids that pytest takes back', async () => {
    using project = createTestProject({ 'tests/unit/test_all.py': everyOutcome });
    const result = await pytest.execute({ operation: 'run_tests', cwd: project.cwd }, ctx);
    if (!result.success) throw new Error(JSON.stringify(result.error));
    const { data } = result;
    expect(data).toMatchObject({ total: 12, passed: 4, failed: 3, errors: 2, skipped: 1, xfailed: 1, xpassed: 1 });
    const outcomes = Object.fromEntries(
      data.tests.map(({ id, outcome }) => [id.split('::').slice(1).join('::'), outcome]),
    );
    expect(outcomes).toMatchObject({
      test_fail: 'failed',
      'test_value[a.b]': 'failed',
      'test_value[c::d[e]/f]': 'passed',
      'TestOuter::TestInner::test_nested': 'passed',
      test_xfail: 'xfailed',
      test_xpass: 'xpassed',
      test_skip: 'skipped',
      test_setup: 'error',
      test_teardown: 'error',
      'TestUnit::test_unit': 'failed',
    });
    expect(data.tests.find(({ id }) => id.endsWith('::test_fail'))).toMatchObject({
      id: 'tests/unit/test_all.py::test_fail',
      file: 'tests/unit/test_all.py',
      line: 6,
      message: containing('one is not two'),
    });
    const paths = data.tests.map(({ id }) => id);
    const again = await pytest.execute({ operation: 'run_tests', cwd: project.cwd, paths }, ctx);
    expect(again).toMatchObject({ success: true, data: { total: 12, passed: 4, failed: 3, errors: 2 } });
  });

  it('names a test that a class inherits by the file of that class', async () => {
    const data = await answer({
      'base.py': 'class Base:\n    def test_inherited(self): pass\n',
      'test_b.py': 'from base import Base\nclass TestChild(Base): pass\n',
    });
    expect(data.tests.map(({ id }) => id)).toEqual(['test_b.py::TestChild::test_inherited']);
  });

  it('A12: selects nothing by marker unless asked to', async () => {
    const data = await answer({ 'test_a.py': 'def test_1(): pass\n' });
    expect(data).toMatchObject({ verdict: 'green', total: 1 });
    const [, ...afterModule] = data.command.filter((arg) => arg === '-m');
    expect(afterModule).toEqual([]);
  });

  it('says no_tests, never green, when nothing ran', async () => {
    expect(await answer({ 'README.md': '' })).toMatchObject({ verdict: 'no_tests', exitCode: 5, total: 0 });
    const test = { 'test_a.py': 'def test_1(): pass\n' };
    expect(await answer(test, { keyword: 'other' })).toMatchObject({ verdict: 'no_tests' });
    expect(await failure(test, { extraArgs: ['--collect-only'] })).toMatchObject({ kind: 'invalid_input' });
  });

  it('is red when a file cannot be collected', async () => {
    const data = await answer({ 'test_a.py': 'def test_1(): pass\n', 'test_b.py': 'import strata_no_such_module\n' });
    expect(data).toMatchObject({ verdict: 'red', exitCode: 2, errors: 1 });
    expect(data.tests).toMatchObject([
      { id: 'test_b.py', outcome: 'error', message: containing('strata_no_such_module') },
    ]);
  });

  it('A14: concurrent runs do not share a report, and leave nothing in the project', async () => {
    const runs = await Promise.all(
      [1, 2, 3].map((count) =>
        run({ 'test_a.py': Array.from({ length: count }, (_, i) => `def test_${i}(): pass\n`).join('') }),
      ),
    );
    for (const [position, { result, left }] of runs.entries()) {
      expect(result).toMatchObject({ success: true, data: { total: position + 1 } });
      expect(left.filter((path) => !path.startsWith('.benchmarks'))).toEqual(['test_a.py']);
    }
  });

  it("keeps its report whatever the project's own options say", async () => {
    const ini = '[pytest]\njunit_family = xunit2\naddopts = -q --color=yes --junitxml=mine.xml --lf -ra\n';
    const { result, left } = await run({ 'pytest.ini': ini, 'test_a.py': everyOutcome });
    expect(result).toMatchObject({ success: true, data: { total: 12, failed: 3, xpassed: 1 } });
    expect(left).not.toContain('mine.xml');
  });

  it('passes selection, limits and further arguments on', async () => {
    const files = {
      'pytest.ini': '[pytest]\nmarkers = slow\n',
      'test_a.py':
        'import pytest\ndef test_1(): assert 0\ndef test_2(): assert 0\n@pytest.mark.slow\ndef test_3(): pass\n',
    };
    expect(await answer(files, { maxFailures: 1 })).toMatchObject({ failed: 1 });
    expect(await answer(files, { markers: 'slow' })).toMatchObject({ verdict: 'green', total: 1 });
    expect(await answer(files, { markers: 'not slow', keyword: '2' })).toMatchObject({ total: 1, failed: 1 });
    expect(
      await answer(files, { paths: ['test_a.py::test_3'], verbosity: 2, extraArgs: ['--durations=1'] }),
    ).toMatchObject({
      total: 1,
      output: containing('slowest'),
    });
  });

  it('withholds tokens from the code under test, unless they are given', async () => {
    const files = { 'test_a.py': "import os\ndef test_1(): assert 'GITHUB_TOKEN' not in os.environ\n" };
    process.env['GITHUB_TOKEN'] = 'strata-test-token';
    try {
      expect(await answer(files)).toMatchObject({ verdict: 'green' });
      const giving = new PyTestCLIWrapper({ python: pythonWithPytest ?? 'python3', env: { GITHUB_TOKEN: 'given' } });
      expect(await answer(files, {}, giving)).toMatchObject({ verdict: 'red' });
    } finally {
      delete process.env['GITHUB_TOKEN'];
    }
  });

  it.each([
    [
      'a file that is not there',
      { paths: ['nowhere.py'] },
      'refused',
      'pytest refuses: file or directory not found: nowhere.py',
    ],
    [
      'an unknown argument',
      { extraArgs: ['--strata-unknown'] },
      'refused',
      'pytest refuses: unrecognized arguments: --strata-unknown',
    ],
    ['a wrong marker expression', { markers: 'a b' }, 'refused', /^pytest refuses: Wrong expression passed to '-m'/],
    ['a path that is an option', { paths: ['-x'] }, 'invalid_input', /paths\[0\]: a path cannot begin with a dash/],
    [
      'an argument that takes the report away',
      { extraArgs: ['--junitxml=x'] },
      'invalid_input',
      /extraArgs\[0\]: would break the report/,
    ],
  ] as const)('refuses %s', async (_what, input, kind, message) => {
    const given = {
      ...input,
      ...('paths' in input ? { paths: [...input.paths] } : {}),
      ...('extraArgs' in input ? { extraArgs: [...input.extraArgs] } : {}),
    };
    expect(await failure({ 'test_a.py': 'def test_1(): pass\n' }, given)).toMatchObject({
      kind,
      message: matching(message),
    });
  });

  it('names what is wrong with a conftest.py', async () => {
    const error = await failure({ 'conftest.py': 'import strata_no_such_module\n', 'test_a.py': '' });
    expect(error).toMatchObject({
      kind: 'refused',
      message: containing("No module named 'strata_no_such_module'"),
    });
  });

  it('is never green when the tests end pytest itself', async () => {
    const error = await failure({ 'test_a.py': 'import os\ndef test_1(): os._exit(0)\n' });
    expect(error).toMatchObject({
      kind: 'unexpected_answer',
      message: 'pytest ended with code 0 during test_a.py::test_1 and left no report',
    });
  });

  it('says which signal ended a crashed interpreter', async () => {
    const error = await failure({ 'test_a.py': 'import os\ndef test_1(): os.kill(os.getpid(), 11)\n' });
    expect(error).toMatchObject({ kind: 'unexpected_answer', hint: containing('Signal 11') });
  });

  it('A19: a time limit of 200 ms ends an endless loop and says so', async () => {
    const error = await failure({ 'test_a.py': 'def test_1():\n    while True: pass\n' }, { timeoutMs: 200 });
    expect(error).toMatchObject({ kind: 'timed_out', limitMs: 200, retryable: true, mayHaveHappened: false });
  });

  it('P6: a cancelled run is over, child processes too, when it is answered', async () => {
    const loop =
      "import os, subprocess, sys\ndef test_1():\n    child = subprocess.Popen(['sleep', '1000'], start_new_session=True)\n    open('pids', 'w').write('%d %d\\n' % (os.getpid(), child.pid))\n    while True: pass\n";
    using project = createTestProject({ 'test_a.py': loop });
    const controller = new AbortController();
    const running = pytest.execute(
      { operation: 'run_tests', cwd: project.cwd },
      createContext({ signal: controller.signal }),
    );
    const pids = (await watchFor(join(project.cwd, 'pids'))).trim().split(' ').map(Number);
    expect(pids.filter(isAlive)).toEqual(pids);
    controller.abort();
    expect(await running).toMatchObject({ success: false, error: { kind: 'cancelled' } });
    expect(pids.filter(isAlive)).toEqual([]);
  });
});
