import { expect, test } from 'vitest';
import { findOperation } from './found-operation.ts';

test.each([
  ['pytest', 'run_tests', { verdict: 'green' }, { verdict: 'no_tests' }],
  ['pytest', 'run_strategy', { verdict: 'green' }, { verdict: 'red' }],
  ['pytest', 'run_sharded', { verdict: 'green' }, { verdict: 'red' }],
  ['pytest', 'run_affected', {}, { run: { verdict: 'red' } }],
  ['pytest', 'run_affected', { run: { verdict: 'green' } }, { run: { verdict: 'no_tests' } }],
  ['pytest', 'rerun_failed', { flaky: 1, failed: 0 }, { flaky: 0, failed: 1 }],
  ['docker', 'run_container', { status: 'exited', exitCode: 0 }, { status: 'exited', exitCode: 3 }],
  ['docker', 'exec', { exitCode: 0 }, { exitCode: 126 }],
  ['github', 'wait_for_checks', { state: 'success' }, { state: 'pending' }],
  [
    'scanners',
    'scan_python',
    { summary: { findings: 0 }, complete: true },
    { summary: { findings: 1 }, complete: true },
  ],
  ['scanners', 'scan_osv', { summary: { findings: 0 }, complete: true }, { summary: { findings: 0 }, complete: false }],
])('S65: %s %s tells good answers from bad ones', async (tool, name, good, bad) => {
  const { operation } = await findOperation(tool, name, {});
  expect([operation.verdict?.(good), operation.verdict?.(bad)]).toEqual(['good', 'bad']);
});

test('S65: a container that runs on has failed at nothing', async () => {
  const { operation } = await findOperation('docker', 'run_container', {});
  expect(operation.verdict?.({ status: 'running' })).toBe('good');
});
