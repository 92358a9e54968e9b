import { describe, expect, it } from 'vitest';
import { matching } from '../process/text-matchers.fixture.ts';
import { PyTestCLIWrapper } from './index.ts';
import { createTestProject, ctx, pythonWithPytest } from './project.fixture.ts';

const missing = process.env['CI'] !== 'true' && pythonWithPytest === undefined;
const pytest = new PyTestCLIWrapper(pythonWithPytest === undefined ? {} : { python: pythonWithPytest });

const tests =
  "import pytest\n@pytest.mark.parametrize('n', [1, 2])\ndef test_n(n): pass\nclass TestC:\n    def test_c(self): pass\n";

describe.skipIf(missing)('collect_tests (needs pytest)', () => {
  it.each(['', '-q', '-qq', '-v'])('lists node ids, whatever the project prints (addopts = %s)', async (options) => {
    using project = createTestProject({ 'pytest.ini': `[pytest]\naddopts = ${options}\n`, 'sub/test_a.py': tests });
    const result = await pytest.execute({ operation: 'collect_tests', cwd: project.cwd }, ctx);
    const ids = ['sub/test_a.py::test_n[1]', 'sub/test_a.py::test_n[2]', 'sub/test_a.py::TestC::test_c'];
    expect(result).toMatchObject({ success: true, data: { count: 3, tests: ids, deselected: 0 } });
  });

  it('counts what is left out', async () => {
    using project = createTestProject({ 'test_a.py': tests });
    const request = { operation: 'collect_tests', cwd: project.cwd, keyword: 'test_c' } as const;
    expect(await pytest.execute(request, ctx)).toMatchObject({
      data: { count: 1, tests: ['test_a.py::TestC::test_c'], deselected: 2 },
    });
  });

  it('A12: finds the tests of a project that knows no markers', async () => {
    using project = createTestProject({ 'test_a.py': tests });
    expect(await pytest.execute({ operation: 'collect_tests', cwd: project.cwd }, ctx)).toMatchObject({
      data: { count: 3 },
    });
  });

  it('gives none where there are none', async () => {
    using project = createTestProject({});
    expect(await pytest.execute({ operation: 'collect_tests', cwd: project.cwd }, ctx)).toMatchObject({
      data: { count: 0, tests: [] },
    });
  });

  it('refuses with the reason when a file cannot be collected', async () => {
    using project = createTestProject({ 'test_a.py': 'def test_1(:\n' });
    expect(await pytest.execute({ operation: 'collect_tests', cwd: project.cwd }, ctx)).toMatchObject({
      error: { kind: 'refused', message: matching(/^test_a.py cannot be collected: SyntaxError/) },
    });
  });
});
