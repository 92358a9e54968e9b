import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PyTestCLIWrapper } from './index.ts';
import { createTestProject, ctx, pythonsWithPytest } from './project.fixture.ts';

const missing = process.env['CI'] !== 'true' && pythonsWithPytest.length === 0;

const tests = 'def test_1(): pass\ndef test_2(): pass\n';

/** Passes where the configuration of its own folder counts, and fails where that of the whole project does. */
const particular = `
def test_1(pytestconfig): assert pytestconfig.getini('xfail_strict')
def test_2(): pass
`;

describe.skipIf(missing).each(pythonsWithPytest)('the root folder of %s -m pytest (needs pytest)', (python) => {
  const pytest = new PyTestCLIWrapper({ python });

  it.each([
    ['above it', 'sub', {}, '..', 'sub/test_a.py'],
    ['in it', '.', {}, '.', 'sub/test_a.py'],
    ['below it', '.', { paths: ['sub/test_a.py'] }, 'sub', 'test_a.py'],
  ])('S53: ids come with the folder that they are relative to: %s', async (_where, folder, input, rootFolder, file) => {
    const configuration = rootFolder === 'sub' ? 'sub/pytest.ini' : 'pytest.ini';
    using project = createTestProject({ [configuration]: '[pytest]\n', 'sub/test_a.py': tests });
    const request = { cwd: join(project.cwd, folder), ...input };
    const ids = [`${file}::test_1`, `${file}::test_2`];
    expect(await pytest.execute({ operation: 'run_tests', ...request }, ctx)).toMatchObject({
      data: { rootFolder, total: 2, tests: ids.map((id) => ({ id })) },
    });
    expect(await pytest.execute({ operation: 'collect_tests', ...request }, ctx)).toMatchObject({
      data: { rootFolder, tests: ids },
    });
  });

  it('S53: only some tests of a run have the same ids, and the same configuration, as in the whole one', async () => {
    using project = createTestProject({
      'sub/pytest.ini': '[pytest]\nxfail_strict = true\n',
      'sub/test_a.py': particular,
      '@odd/test_b.py': tests,
    });
    const run = (input: object) => pytest.execute({ operation: 'run_tests', cwd: project.cwd, ...input }, ctx);
    expect(await run({})).toMatchObject({ data: { total: 4, failed: 1, rootFolder: '.' } });
    const id = 'sub/test_a.py::test_1';
    expect(await run({ only: [id] })).toMatchObject({
      data: { verdict: 'red', rootFolder: '.', tests: [{ id, outcome: 'failed' }] },
    });
    // As pytest has it: what is named on the command line decides.
    expect(await run({ paths: [id] })).toMatchObject({ data: { verdict: 'green', rootFolder: 'sub' } });
    expect(await run({ paths: ['sub'], only: [id] })).toMatchObject({
      data: { verdict: 'green', rootFolder: 'sub', tests: [{ id: 'test_a.py::test_1' }] },
    });
    expect(await run({ only: ['@odd/test_b.py::test_2'] })).toMatchObject({ data: { verdict: 'green', total: 1 } });
    expect(await run({ only: [id, 'sub/test_a.py::test_gone'] })).toMatchObject({ error: { kind: 'refused' } });
  });
});
