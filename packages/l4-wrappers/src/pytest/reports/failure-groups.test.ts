import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupFailures, normaliseMessage } from './failure-groups.ts';
import { PyTestCLIWrapper } from '../index.ts';
import { createTestProject, ctx, pythonWithPytest } from '../project.fixture.ts';

const missing = process.env['CI'] !== 'true' && pythonWithPytest === undefined;

const failing = {
  'shop.py': 'def price(n):\n    raise ValueError(f"no price for item {n} at 0x{n:08x}")\n',
  'test_a.py': `
import pytest, shop
@pytest.mark.parametrize('n', range(5))
def test_price(n): shop.price(n)
def test_other(): assert 1 == 2
@pytest.fixture
def broken(): shop.price(77)
def test_setup(broken): pass
def test_fine(): pass
`,
  'test_b.py': 'import shop\ndef test_price(): shop.price(99)\n',
};

describe.skipIf(missing)('analyze_failures (needs pytest)', () => {
  it('S53: finds the one cause behind many failures', async () => {
    using project = createTestProject(failing);
    const pytest = new PyTestCLIWrapper({ python: pythonWithPytest ?? 'python3' });
    const run = await pytest.execute({ operation: 'run_tests', cwd: project.cwd }, ctx);
    if (!run.success) throw new Error(JSON.stringify(run.error));
    const analysis = await pytest.execute({ operation: 'analyze_failures', results: run.data }, ctx);
    if (!analysis.success) throw new Error(JSON.stringify(analysis.error));
    expect(analysis.data.failures).toBe(8);
    const [first, ...others] = analysis.data.groups;
    expect(first).toMatchObject({
      cause: 'ValueError at shop.py:2: no price for item … at 0x…',
      count: 6,
      example: { id: 'test_a.py::test_price[0]' },
    });
    expect(first?.tests).toContain('test_b.py::test_price');
    // The same place, but a set-up that breaks is not a test that fails.
    expect(others.map(({ count, tests }) => [count, tests])).toEqual([
      [1, ['test_a.py::test_other']],
      [1, ['test_a.py::test_setup']],
    ]);
  });

  it('S53: has nothing to say of green tests', async () => {
    const pytest = new PyTestCLIWrapper();
    const xml = '<testsuite><testcase name="a"/></testsuite>';
    expect(await pytest.execute({ operation: 'analyze_failures', xml }, ctx)).toMatchObject({
      data: { failures: 0, groups: [] },
    });
  });
});

describe('normaliseMessage', () => {
  it.each([
    ['no file /tmp/a-1/b/report.txt', 'no file …/report.txt'],
    ['<Thing object at 0x7f3a2b>', '<Thing object at 0x…>'],
    ['id 8c7e2d9a-1b2c-4d5e-8f90-0123456789ab is gone', 'id … is gone'],
    ['took 1.5 s, limit 1:02', 'took … s, limit …'],
    ['commit 1a2b3c4d5e6f7a8b9c0d', 'commit …'],
  ])('S53: %s', (message, normal) => {
    expect(normaliseMessage(message)).toBe(normal);
  });

  it('S53: numbers never tell causes apart, and each failure is in just one group', () => {
    const test = fc.record({ word: fc.constantFrom('late', 'wrong', 'gone'), number: fc.nat() });
    fc.assert(
      fc.property(fc.array(test), (given) => {
        const tests = given.map(({ word, number }, index) => ({
          id: `t.py::test_${index}`,
          outcome: 'failed' as const,
          durationMs: 1,
          message: `ValueError: ${word} by ${number}`,
        }));
        const groups = groupFailures(tests);
        expect(groups).toHaveLength(new Set(given.map(({ word }) => word)).size);
        expect(groups.flatMap((group) => group.tests).toSorted()).toEqual(tests.map(({ id }) => id).toSorted());
      }),
    );
  });
});
