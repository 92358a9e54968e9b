import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { containing, matching } from '../../process/text-matchers.fixture.ts';
import { PyTestCLIWrapper } from '../index.ts';
import { createTestProject, ctx, pythonWithCoverage } from '../project.fixture.ts';

const missing = process.env['CI'] !== 'true' && pythonWithCoverage === undefined;
const python = pythonWithCoverage ?? 'python3';
const pytest = new PyTestCLIWrapper({ python });
const read = (path: string) => pytest.execute({ operation: 'get_coverage', path }, ctx);

const files = {
  'code.py': '',
  'shop/__init__.py': '',
  'shop/price.py': 'def price(n):\n    if n > 10:\n        return 9\n    return 10\n\ndef unused():\n    return 0\n',
  'test_a.py': 'from shop.price import price\ndef test_cheap(): assert price(11) == 9\ndef test_other(): pass\n',
};

describe.skipIf(missing)('get_coverage (needs pytest-cov)', () => {
  it('S53, A10: reads the same from JSON and from Cobertura, branches and tests included', async () => {
    using project = createTestProject(files);
    const run = (...args: string[]) => execFileSync(python, ['-m', ...args], { cwd: project.cwd, stdio: 'ignore' });
    run('pytest', '--cov=shop', '--cov-branch', '--cov-context=test', '--cov-report=');
    run('coverage', 'json', '--show-contexts');
    run('coverage', 'xml');
    const json = await read(join(project.cwd, 'coverage.json'));
    const xml = await read(join(project.cwd, 'coverage.xml'));
    if (!json.success || !xml.success) throw new Error(JSON.stringify([json, xml]));
    expect(json.data).toMatchObject({ coveredLines: 4, missingLines: 2, branches: { covered: 1, total: 2 } });
    const price = json.data.files.find(({ path }) => path === 'shop/price.py');
    expect(price).toMatchObject({ missingLines: [4, 7], missingBranches: [{ from: 2, to: 4 }] });
    expect(price?.tests).toEqual(['test_a.py::test_cheap']);
    expect(price?.sharedLines).toEqual([1, 6]);
    expect(xml.data.percent).toBeCloseTo(json.data.percent, 5);
    expect(xml.data).toMatchObject({ coveredLines: 4, missingLines: 2, branches: { covered: 1, total: 2 } });
    expect(xml.data.files.find(({ path }) => path.endsWith('price.py'))?.missingLines).toEqual([4, 7]);

    const own = await read(join(project.cwd, '.coverage'));
    expect(own).toMatchObject({ error: { kind: 'refused', message: containing('coverage json') } });
  });

  it('S53: run_tests measures what it is asked to, and says which tests ran a file', async () => {
    using project = createTestProject(files);
    const coverage = { sources: ['shop'], branches: true, contexts: true };
    const result = await pytest.execute({ operation: 'run_tests', cwd: project.cwd, coverage }, ctx);
    if (!result.success) throw new Error(JSON.stringify(result.error));
    expect(result.data.coverage?.files.map(({ path, tests }) => [path, tests])).toContainEqual([
      'shop/price.py',
      ['test_a.py::test_cheap'],
    ]);
    expect(result.data.coverage?.branches).toEqual({ covered: 1, total: 2 });
    expect(await project.list()).toEqual(Object.keys(files).concat('shop').toSorted());
  });
});

it.each([
  ['JSON of something else', '{"a": 1}', /totals/],
  ['a page', '<html/>', /no Cobertura report/],
  ['a bomb', '<!DOCTYPE c [<!ENTITY a "b">]><coverage/>', /entities of its own/],
  ['JSON that is cut off', '{"totals": {', /cannot be read/],
])('S53: get_coverage refuses %s', async (_what, text, message) => {
  using project = createTestProject({ report: text });
  expect(await read(join(project.cwd, 'report'))).toMatchObject({
    error: { kind: 'refused', message: matching(message) },
  });
});
