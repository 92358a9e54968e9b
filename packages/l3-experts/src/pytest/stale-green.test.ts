import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';
import { describe, expect, it } from 'vitest';
import { PyTestExpert } from '../pytest-expert.ts';
import { createProject, pytestMissing, pythonWithCoverage } from './project.fixture.ts';

const ctx = createContext();

/** An expert who answers from memory where nothing has changed. */
const createRuns = (cwd: string, env: Readonly<Record<string, string>> = {}) => {
  const wrapper = new PyTestCLIWrapper({ python: pythonWithCoverage, env });
  const expert = new PyTestExpert(wrapper, { resultCache: {} });
  return {
    expert,
    verdict: async () => {
      const answer = await expert.execute({ operation: 'run_tests', cwd }, ctx);
      if (!answer.success) throw new Error(JSON.stringify(answer.error));
      return `${answer.data.verdict}${answer.meta.cached === true ? ', from memory' : ''}`;
    },
  };
};

const source = (answer: number) => `def f(): return ${answer}\n`;
const test = 'from app import f\ndef test_1(): assert f() == 1\n';

describe.skipIf(pytestMissing)('what tests see besides the plain files (needs pytest)', { timeout: 120_000 }, () => {
  it.each([
    ['of a project that is a virtual environment too', '.', 'app.py'],
    ['of one in a folder below', 'service', 'service/app.py'],
    ['beside what is installed there', '.', 'lib/app.py'],
  ])('A15: the sources %s', async (_what, environment, path) => {
    using project = createProject({
      [join(environment, 'pyvenv.cfg')]: 'home = /usr/bin\n',
      [path]: source(1),
      'test_a.py': `import sys\nsys.path[:0] = ['service', 'lib']\n${test}`,
    });
    const runs = createRuns(project.cwd);
    expect([await runs.verdict(), await runs.verdict()]).toEqual(['green', 'green, from memory']);
    project.write(path, source(2));
    expect(await runs.verdict()).toBe('red');
  });

  it('A15: and they count when affected tests are chosen', async () => {
    using project = createProject({ 'pyvenv.cfg': '', 'app.py': source(1), 'test_a.py': test });
    const { expert } = createRuns(project.cwd);
    const { cwd } = project;
    await expert.execute({ operation: 'run_strategy', strategy: 'coverage', cwd }, ctx);
    project.write('app.py', source(2));
    expect(await expert.execute({ operation: 'run_affected', cwd }, ctx)).toMatchObject({
      data: { changed: ['app.py'], run: { verdict: 'red' } },
    });
  });

  it.each([
    ['the project', '.'],
    ['a folder above it', 'packages/app'],
  ])('A15: which commit is checked out in %s, and what it is called', async (_where, folder) => {
    const described = `import subprocess
def test_1():
    said = subprocess.run(['git', 'describe', '--tags'], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert said.strip() == 'v1'
`;
    using repository = createProject({ [join(folder, 'test_a.py')]: described });
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
        cwd: repository.cwd,
        stdio: 'ignore',
      });
    git('init');
    git('add', '.');
    git('commit', '-m', 'one');
    git('tag', 'v1');
    const runs = createRuns(join(repository.cwd, folder));
    expect([await runs.verdict(), await runs.verdict()]).toEqual(['green', 'green, from memory']);
    git('commit', '--allow-empty', '-m', 'two');
    expect(await runs.verdict()).toBe('red');
    git('reset', '--soft', 'HEAD^');
    git('tag', '-d', 'v1');
    git('tag', 'v2');
    git('pack-refs', '--all');
    expect(await runs.verdict()).toBe('red');
  });

  it('A15: modules of which only the bytecode is there', async () => {
    using project = createProject({ 'test_a.py': test });
    const compile = (answer: number) => {
      project.write('app.py', source(answer));
      const code = 'import py_compile; py_compile.compile("app.py", cfile="app.pyc")';
      execFileSync(pythonWithCoverage, ['-c', code], { cwd: project.cwd });
      rmSync(join(project.cwd, 'app.py'));
    };
    compile(1);
    const runs = createRuns(project.cwd);
    expect([await runs.verdict(), await runs.verdict()]).toEqual(['green', 'green, from memory']);
    compile(2);
    expect(await runs.verdict()).toBe('red');
  });

  it.each([
    ['says where', true, 'green, from memory'],
    ['does not say where, so that nothing is kept', false, 'green'],
  ])('A15: modules that an import hook finds elsewhere, which %s', async (_what, isTold, again) => {
    using library = createProject({ 'src/app/__init__.py': source(1) });
    const place = join(library.cwd, 'src/app');
    using site = createProject({
      '__editable___app_finder.py': `import sys
from importlib.util import spec_from_file_location
${isTold ? 'MAPPING' : 'PLACES'} = {'app': ${JSON.stringify(place)}}
NAMESPACES = {}
class _EditableFinder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name == 'app': return spec_from_file_location('app', ${JSON.stringify(join(place, '__init__.py'))})
sys.meta_path.append(_EditableFinder)
`,
      'sitecustomize.py': 'import __editable___app_finder\n',
    });
    using project = createProject({ 'test_a.py': test });
    const runs = createRuns(project.cwd, { PYTHONPATH: site.cwd });
    expect([await runs.verdict(), await runs.verdict()]).toEqual(['green', again]);
    library.write('src/app/__init__.py', source(2));
    expect(await runs.verdict()).toBe('red');
  });

  it('A15: modules in an archive', async () => {
    using library = createProject({ 'app.py': source(1) });
    const archive = () =>
      execFileSync(pythonWithCoverage, ['-m', 'zipfile', '-c', 'app.zip', 'app.py'], { cwd: library.cwd });
    archive();
    using project = createProject({ 'test_a.py': test });
    const runs = createRuns(project.cwd, { PYTHONPATH: join(library.cwd, 'app.zip') });
    expect([await runs.verdict(), await runs.verdict()]).toEqual(['green', 'green, from memory']);
    library.write('app.py', source(2));
    archive();
    expect(await runs.verdict()).toBe('red');
  });

  it('A15: a configuration that the environment names', async () => {
    using elsewhere = createProject({ 'other.ini': '[pytest]\n' });
    using project = createProject({ 'test_a.py': 'def test_1(): pass\n' });
    const options = (option: string) => ({ PYTEST_ADDOPTS: `${option}${join(elsewhere.cwd, 'other.ini')}` });
    for (const option of ['-c ', '-qc', '--rootdir=/tmp -c ']) {
      const runs = createRuns(project.cwd, options(option));
      expect([await runs.verdict(), await runs.verdict()], option).toEqual(['green', 'green']);
    }
  });
});
