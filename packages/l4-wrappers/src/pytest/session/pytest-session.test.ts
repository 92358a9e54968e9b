import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Command, createProcessRunner } from '../../process/index.ts';
import { PyTestCLIWrapper } from '../index.ts';
import { createTestProject, ctx, pythonWithCoverage, pythonWithPytest, run } from '../project.fixture.ts';

const python = pythonWithPytest ?? 'python3';
const missing = process.env['CI'] !== 'true' && pythonWithPytest === undefined;
const withoutCoverage = process.env['CI'] !== 'true' && pythonWithCoverage === undefined;

const calc = (answer: number) => ({ 'src/calc.py': `def answer(): return ${answer}\n` });
const test = { 'test_calc.py': 'from calc import answer\ndef test_answer(): assert answer() == 1\n' };

/** A virtual environment, with the pytest of this machine, in which a project is installed in editable mode. */
const createEditableInstall = (project: string) => {
  const environment = createTestProject({});
  execFileSync(python, ['-m', 'venv', '--without-pip', environment.cwd]);
  const modules = execFileSync(python, [
    '-c',
    'import os,pytest; print(os.path.dirname(os.path.dirname(pytest.__file__)))',
  ]);
  const lib = join(environment.cwd, 'lib');
  for (const version of readdirSync(lib))
    writeFileSync(
      join(lib, version, 'site-packages', 'installed.pth'),
      `${modules.toString()}${join(project, 'src')}\n`,
    );
  return { python: join(environment.cwd, 'bin', 'python'), [Symbol.dispose]: () => environment[Symbol.dispose]() };
};

/** Runs commands as processes, says that it is a container, and keeps their environments. */
const createRecordingRunner = () => {
  const environments: Command['env'][] = [];
  const { run: perform } = createProcessRunner();
  return {
    environments,
    place: 'container' as const,
    run: (...[command, context]: Parameters<typeof perform>) => {
      environments.push(command.env);
      return perform(command, context);
    },
  };
};

describe.skipIf(missing)('which modules are tested (needs pytest)', () => {
  const verdictOf = async (wrapper: PyTestCLIWrapper, cwd: string, pythonPath: string[]) => {
    const result = await wrapper.execute({ operation: 'run_tests', cwd, pythonPath }, ctx);
    return result.success ? result.data.verdict : result.error;
  };

  it('those of pythonPath, not those that are installed in editable mode', async () => {
    using installed = createTestProject({ ...calc(1), ...test });
    using changed = createTestProject({ ...calc(999), ...test });
    using environment = createEditableInstall(installed.cwd);
    const wrapper = new PyTestCLIWrapper({ python: environment.python });
    expect(await verdictOf(wrapper, changed.cwd, [])).toBe('green');
    expect(await verdictOf(wrapper, changed.cwd, [changed.cwd, join(changed.cwd, 'src')])).toBe('red');
  });

  it('those of pythonPath before those of a given PYTHONPATH, which still counts', async () => {
    using installed = createTestProject({ ...calc(1), 'src/other.py': '' });
    using changed = createTestProject({ ...calc(999), ...test, 'test_other.py': 'import other\n' });
    const wrapper = new PyTestCLIWrapper({ python, env: { PYTHONPATH: join(installed.cwd, 'src') } });
    expect(await verdictOf(wrapper, changed.cwd, [])).toBe('green');
    const result = await wrapper.execute(
      { operation: 'run_tests', cwd: changed.cwd, pythonPath: [join(changed.cwd, 'src')] },
      ctx,
    );
    expect(result).toMatchObject({ success: true, data: { verdict: 'red', errors: 0, failed: 1 } });
    expect(await wrapper.execute({ operation: 'collect_tests', cwd: changed.cwd }, ctx)).toMatchObject({
      success: true,
      data: { count: 1 },
    });
  });

  it.each(['', 'a:b'])('and refuses %j, which PYTHONPATH cannot hold', async (path) => {
    using project = createTestProject({});
    const wrapper = new PyTestCLIWrapper({ python });
    expect(await verdictOf(wrapper, project.cwd, [path])).toMatchObject({ kind: 'invalid_input' });
  });
});

describe.skipIf(missing)('what code under test sees of the caller (needs pytest)', () => {
  const secret = 'strata-test-token';
  beforeEach(() => {
    vi.stubEnv('GITHUB_TOKEN', secret);
    return () => vi.unstubAllEnvs();
  });

  /** Python that writes down the token that it sees. */
  const spy = (path: string) =>
    `import os\nwith open(${JSON.stringify(path)}, 'a') as file: file.write(os.environ.get('GITHUB_TOKEN', 'none') + '\\n')\n`;

  it('no token and none of its own modules, when the interpreter is asked about itself', async () => {
    using noted = createTestProject({});
    const path = join(noted.cwd, 'noted');
    const files = { 'sysconfig.py': spy(path), 'test_a.py': 'import os\ndef test_a(): os._exit(7)\n' };
    const { result } = await run(files);
    expect(result).toMatchObject({ error: { kind: 'unexpected_answer' } });
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').not.toContain(secret);
  });

  it.skipIf(withoutCoverage)('no token, when coverage.py reports (needs pytest-cov)', async () => {
    using noted = createTestProject({});
    const path = join(noted.cwd, 'noted');
    const files = {
      '.coveragerc': '[run]\nplugins = evilplug\n',
      'evilplug.py': `${spy(path)}def coverage_init(registry, options): pass\n`,
      'test_a.py': 'def test_a(): pass\n',
    };
    const { result } = await run(
      files,
      { coverage: true },
      new PyTestCLIWrapper({ python: pythonWithCoverage ?? python }),
    );
    expect(result).toMatchObject({ success: true, data: { verdict: 'green' } });
    expect(new Set(readFileSync(path, 'utf8').trim().split('\n'))).toEqual(new Set(['none']));
  });

  it('not the PYTHONPATH of this machine in a container', async () => {
    vi.stubEnv('PYTHONPATH', '/of/this/machine');
    const runner = createRecordingRunner();
    const wrapper = new PyTestCLIWrapper({ python, runner });
    using project = createTestProject({ 'test_a.py': 'def test_a(): pass\n' });
    await wrapper.execute({ operation: 'run_tests', cwd: project.cwd, pythonPath: [project.cwd] }, ctx);
    await wrapper.execute({ operation: 'run_tests', cwd: project.cwd }, ctx);
    await wrapper.execute({ operation: 'collect_tests', cwd: project.cwd }, ctx);
    const paths = runner.environments.map((env) => env?.['PYTHONPATH']);
    expect(paths[0]).toMatch(new RegExp(`^${project.cwd}:`));
    expect(paths).toHaveLength(3);
    for (const path of paths) expect(path).not.toContain('/of/this/machine');
  });
});

it('what follows the lines ends with the run, also when a runner breaks', async () => {
  const clock = createManualClock();
  const broken = {
    place: 'container' as const,
    run: async () => {
      await clock.waiting();
      throw new TypeError('a bug of the runner');
    },
  };
  using project = createTestProject({});
  const result = await new PyTestCLIWrapper({ runner: broken }).execute(
    { operation: 'run_tests', cwd: project.cwd },
    createContext({ clock, onPart: () => undefined }),
  );
  expect(result).toMatchObject({ success: false, error: { kind: 'defect' } });
  expect(clock.pending).toBe(0);
});
