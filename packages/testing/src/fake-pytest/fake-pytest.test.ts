import { createContext } from '@strata/core';
import { pytestCatalog } from '@strata/l4-wrappers/pytest';
import { describe, expect, test } from 'vitest';
import { act } from '../contract/act.ts';
import { type PyTestWorld, pytestPromises } from '../contract/pytest/pytest-promises.ts';
import { runContract } from '../contract/run-contract.ts';
import { createFakePyTest } from './create-fake-pytest.ts';

const file = 'tests/test_sum.py';
const tests = [
  { nodeId: `${file}::test_adds` },
  { nodeId: `${file}::test_breaks`, outcome: 'failed', message: 'AssertionError: one is not two' },
  { nodeId: `${file}::test_waits`, outcome: 'skipped', markers: ['skip', 'slow'] },
] as const;
const coverage = {
  percent: 66.7,
  coveredLines: 2,
  missingLines: 1,
  files: [{ path: 'sum.py', percent: 66.7, coveredLines: 2, missingLines: [3] }],
};

const open = async (): Promise<PyTestWorld> => {
  const cwd = '/work/app';
  const tool = createFakePyTest({ tests, coverage, cwd });
  const coverageFile = `${cwd}/coverage.json`;
  return { tool, cwd, coverageFile, reached: () => tool.calls.length, [Symbol.asyncDispose]: async () => {} };
};

describe('S63: the fake pytest', () => {
  runContract(pytestCatalog, pytestPromises, open);
});

test('a test that is red once and green then is what its script says', async () => {
  const tool = createFakePyTest({ tests: [{ nodeId: 'test_a.py::test_flaky', outcome: ['failed', 'passed'] }] });
  const run = { operation: 'run_tests', cwd: '/any' } as const;
  expect(await act({ tool }, run)).toMatchObject({ verdict: 'red' });
  expect(await act({ tool }, run)).toMatchObject({ verdict: 'green' });
  expect(await act({ tool }, run)).toMatchObject({ verdict: 'green' });
});

test.each([
  ['slow', 1],
  ['not slow', 2],
  ['slow and not skip', 0],
  ['(slow or other) and skip', 1],
])('markers %s select %i', async (markers, total) => {
  const tool = createFakePyTest({ tests });
  expect(await act({ tool }, { operation: 'run_tests', cwd: '/any', markers })).toMatchObject({ total });
});

test('of the paths only what is asked for runs', async () => {
  const tool = createFakePyTest({ tests });
  const run = { operation: 'run_tests', cwd: '/any', paths: ['tests'] } as const;
  expect(await act({ tool }, { ...run, only: [tests[0].nodeId] })).toMatchObject({ verdict: 'green', total: 1 });
  const lost = await tool.execute({ ...run, only: ['none.py'] }, createContext());
  expect(lost).toMatchObject({ error: { kind: 'refused' } });
});

test('what is not there is said, as pytest does', async () => {
  const tool = createFakePyTest({ tests, cwd: '/work/app' });
  const ctx = createContext();
  const elsewhere = await tool.execute({ operation: 'run_tests', cwd: '/other' }, ctx);
  expect(elsewhere).toMatchObject({ error: { kind: 'not_found' } });
  const lost = await tool.execute({ operation: 'run_tests', cwd: '/work/app', paths: ['none.py'] }, ctx);
  expect(lost).toMatchObject({ error: { kind: 'refused' } });
  const empty = await act({ tool }, { operation: 'run_tests', cwd: '/work/app', keyword: 'nothing' });
  expect(empty).toMatchObject({ verdict: 'no_tests', exitCode: 5 });
});
