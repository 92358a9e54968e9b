import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';
import { describe, expect, it } from 'vitest';
import { PyTestExpert } from '../pytest-expert.ts';
import { findAffected, rememberCoverage } from './coverage-map.ts';
import { createProject, pytestMissing, pythonWithCoverage } from './project.fixture.ts';

const ctx = createContext();
const expert = new PyTestExpert(new PyTestCLIWrapper({ python: pythonWithCoverage }));

const measure = (cwd: string, input: object = {}) =>
  expert.execute({ operation: 'run_strategy', cwd, strategy: 'coverage', ...input }, ctx);

const affected = (cwd: string, input: object = {}) => expert.execute({ operation: 'run_affected', cwd, ...input }, ctx);

const red = { basis: 'everything', run: { verdict: 'red' } };

/** What `run_affected` answers after one file has been changed since coverage was measured. */
const afterChange = async (files: Readonly<Record<string, string>>, path: string, content: string) => {
  using project = createProject(files);
  expect(await measure(project.cwd)).toMatchObject({ data: { verdict: 'green' } });
  project.write(path, content);
  const answer = await affected(project.cwd);
  if (!answer.success) throw new Error(JSON.stringify(answer.error));
  return answer.data;
};

describe.skipIf(pytestMissing)('what coverage says of a change (needs pytest-cov)', { timeout: 120_000 }, () => {
  const limit = 'LIMIT = 3\ndef f():\n    return 1\n';
  const tests = {
    'test_a.py': 'import mod\ndef test_f(): assert mod.f() == 1\n',
    'test_b.py': 'import mod\ndef test_limit(): assert mod.LIMIT == 3\n',
  };

  it('S55: a change of what runs at import reaches every test, also one that ran no line of the file', async () => {
    const files = { ...tests, 'mod.py': limit };
    expect(await afterChange(files, 'mod.py', limit.replace('3', '4'))).toMatchObject(red);
    expect(await afterChange(files, 'mod.py', limit.replace('return 1', 'return 2'))).toMatchObject({
      basis: 'coverage',
      selected: ['test_a.py::test_f'],
    });
  });

  it('S55: so does a change inside a function that was called at import', async () => {
    const computed = 'def f():\n    return 1\ndef g():\n    return 3\nLIMIT = g()\n';
    expect(await afterChange({ ...tests, 'mod.py': computed }, 'mod.py', computed.replace('3', '4'))).toMatchObject(
      red,
    );
  });

  it('S55: so does one inside a function that a fixture called, whose result other tests may share', async () => {
    const shared = `import mod, pytest
@pytest.fixture(scope='module')
def one(): return mod.f()
def test_1(one): pass
def test_2(one): assert one == 1
`;
    const files = { 'mod.py': limit, 'test_a.py': shared };
    expect(await afterChange(files, 'mod.py', limit.replace('return 1', 'return 2'))).toMatchObject(red);
  });

  it('S55: so does a change of a file of tests that another one imports', async () => {
    const files = {
      'test_a.py': 'ONE = 1\ndef test_1(): pass\n',
      'test_b.py': 'from test_a import ONE\ndef test_2(): assert ONE == 1\n',
    };
    const changed = files['test_a.py'].replace('ONE = 1', 'ONE = 2');
    expect(await afterChange(files, 'test_a.py', changed)).toMatchObject(red);
  });

  it('S55: so does a change outside of the project, or of the environment', async () => {
    using library = createProject({ 'lib/mod.py': limit });
    using project = createProject(tests);
    const pythonPath = [join(library.cwd, 'lib')];
    expect(await measure(project.cwd, { pythonPath })).toMatchObject({ data: { verdict: 'green' } });
    expect(await affected(project.cwd, { pythonPath })).toMatchObject({ data: { basis: 'coverage', selected: [] } });
    expect(await affected(project.cwd, { pythonPath, env: { A: '1' } })).toMatchObject({
      data: { basis: 'everything' },
    });
    library.write('lib/mod.py', limit.replace('return 1', 'return 2'));
    expect(await affected(project.cwd, { pythonPath })).toMatchObject({ data: red });
  });
});

it('S55: measurements that end side by side in one folder leave one of them whole', async () => {
  using project = createProject({ 'mod.py': '' });
  const seen = { inside: new Map([['mod.py', 'a']]), outside: 'b' };
  const coverage = { percent: 100, coveredLines: 1, missingLines: 0 };
  const file = { path: 'mod.py', percent: 100, coveredLines: 1, missingLines: [] };
  const names = Array.from({ length: 40 }, (_, n) => `test_a.py::test_${'x'.repeat(n * 997)}`);
  await Promise.all(
    names.map((name) =>
      rememberCoverage(project.cwd, [seen, seen], { ...coverage, files: [{ ...file, tests: [name] }] }, ctx.clock),
    ),
  );
  expect(readdirSync(join(project.cwd, '.strata')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  const answer = await findAffected(project.cwd, seen, []);
  expect(answer).toEqual({ basis: 'coverage', tests: [], changed: [] });
});
