import { describe, expect, it } from 'vitest';
import { matching } from '../../process/text-matchers.fixture.ts';
import { PyTestCLIWrapper } from '../index.ts';
import { createTestProject, ctx, pythonsWithPytest } from '../project.fixture.ts';

const missing = process.env['CI'] !== 'true' && pythonsWithPytest.length === 0;

const red = { 'test_a.py': 'def test_1(): assert 0\n' };

/** Turns an option on when pytest has already looked at its arguments, as a project's own code may. */
const turnedOnLate = 'def pytest_collection_modifyitems(config): config.option.setuponly = True\n';

/** Makes pytest count passed tests as something that its last line leaves out. */
const uncounted = 'def pytest_report_teststatus(report):\n    if report.passed: return "", "", ""\n';

/** The same, by another word. */
const renamed =
  'def pytest_report_teststatus(report):\n    if report.passed and report.when == "call": return "splendid", "S", "SPLENDID"\n';

describe.skipIf(missing).each(pythonsWithPytest)('what %s -m pytest comes to (needs pytest)', (python) => {
  const pytest = new PyTestCLIWrapper({ python });

  const runIn = async (files: Readonly<Record<string, string>>, input: object = {}) => {
    using project = createTestProject(files);
    return await pytest.execute({ operation: 'run_tests', cwd: project.cwd, ...input }, ctx);
  };

  it.each([
    ['--setup-plan', { extraArgs: ['-o', 'addopts=--setup-plan'] }],
    ['--setup-only', { extraArgs: ['--override-ini=addopts=--setup-only'] }],
    ['--setup-plan', { env: { PYTEST_ADDOPTS: '--setup-plan' } }],
    ['--collect-only', { env: { PYTEST_ADDOPTS: '--co' } }],
    ['--fixtures', { env: { PYTEST_ADDOPTS: '--fixtures' } }],
    ['--help', { env: { PYTEST_ADDOPTS: '-h' } }],
    ['--markers', { extraArgs: ['-oaddopts=--markers'] }],
    ['--cache-show', { extraArgs: ['-o', 'addopts=--cache-show'] }],
  ])('A7: %s runs no test, so it is refused by whatever way it comes: %j', async (option, input) => {
    expect(await runIn(red, input)).toMatchObject({
      success: false,
      error: { kind: 'refused', message: `pytest refuses: ${option} runs no test` },
    });
  });

  it('A7: so it is when the project itself is set up like that', async () => {
    const files = { ...red, 'pytest.ini': '[pytest]\naddopts = --setup-plan\n' };
    expect(await runIn(files)).toMatchObject({ error: { kind: 'refused', message: matching(/--setup-plan/) } });
  });

  it('shows the set-up of tests that run', async () => {
    const result = await runIn(red, { extraArgs: ['--setup-show'] });
    expect(result).toMatchObject({ success: true, data: { verdict: 'red', failed: 1 } });
  });

  it('A7: a test that was set up and never called has not passed', async () => {
    expect(await runIn({ ...red, 'conftest.py': turnedOnLate })).toMatchObject({
      success: false,
      error: { kind: 'unexpected_answer', message: matching(/^1 of 1 tests failed or broke.*test_a.py::test_1/) },
    });
  });

  it('A7: what passed and what pytest counted must agree', async () => {
    const green = { 'test_a.py': 'def test_1(): pass\n' };
    expect(await runIn({ ...green, 'conftest.py': uncounted })).toMatchObject({
      error: { kind: 'unexpected_answer', message: 'the report has 1 passed, pytest counted 0' },
    });
    expect(await runIn({ ...green, 'conftest.py': renamed })).toMatchObject({
      success: true,
      data: { verdict: 'green', passed: 1, counts: { splendid: 1 } },
    });
  });
});
