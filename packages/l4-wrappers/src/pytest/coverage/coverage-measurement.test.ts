import { describe, expect, it } from 'vitest';
import { PyTestCLIWrapper } from '../index.ts';
import { answer, pythonWithCoverage, run } from '../project.fixture.ts';

const missing = process.env['CI'] !== 'true' && pythonWithCoverage === undefined;

describe.skipIf(missing)('coverage (needs pytest-cov)', () => {
  const files = {
    'code.py': 'def used():\n    return 1\n\ndef unused():\n    return 2\n',
    'test_a.py': 'from code_under_test import used\ndef test_1(): assert used() == 1\n',
  };
  const project = { 'code_under_test.py': files['code.py'], 'test_a.py': files['test_a.py'] };
  const wrapper = new PyTestCLIWrapper({ python: pythonWithCoverage ?? 'python3' });

  it('A10: says how much is covered and which lines are not', async () => {
    const { result, left } = await run(project, { coverage: true }, wrapper);
    if (!result.success) throw new Error(JSON.stringify(result.error));
    expect(result.data.coverage).toMatchObject({ coveredLines: 5, missingLines: 1 });
    expect(result.data.coverage?.files).toContainEqual({
      path: 'code_under_test.py',
      percent: 75,
      coveredLines: 3,
      missingLines: [5],
    });
    expect(left).toEqual(['code_under_test.py', 'test_a.py']);
  });

  it("is red when the project's own coverage limit is missed, with every test passed", async () => {
    const data = await answer(
      { ...project, '.coveragerc': '[report]\nfail_under = 99\n' },
      { coverage: true },
      wrapper,
    );
    expect(data).toMatchObject({ verdict: 'red', passed: 1, failed: 0, coverage: { missingLines: 1 } });
  });
});
