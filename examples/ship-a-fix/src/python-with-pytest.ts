import { join } from 'node:path';
import { createContext } from '@strata/core';
import { findPython } from '@strata/l4-wrappers/pytest';
import { CommandError, type CommandOutcome, createProcessRunner } from '@strata/l4-wrappers/process';

/** The tests can't be run here; the message says in one line what to install. */
export class PythonMissing extends Error {}

/** Looking for something takes no longer than this, in milliseconds. */
const lookMs = 20_000;
/** Installing pytest takes no longer than this, in milliseconds. */
const installMs = 120_000;

const runner = createProcessRunner();

/** Runs a program; `undefined` when there is none of that name, or when it took too long. */
const attempt = async (
  cwd: string,
  file: string,
  args: readonly string[],
  timeoutMs = lookMs,
): Promise<CommandOutcome | undefined> => {
  try {
    return await runner.run({ file, args, cwd, timeoutMs }, createContext());
  } catch (problem) {
    if (problem instanceof CommandError) return undefined;
    throw problem;
  }
};

const hasPytest = async (cwd: string, python: string): Promise<boolean> =>
  (await attempt(cwd, python, ['-m', 'pytest', '--version']))?.exitCode === 0;

/**
 * An interpreter with pytest: the one that is there, or that of a virtual environment of our own below `.strata/`,
 * which is made when the one that is there has no pytest.
 *
 * @throws PythonMissing when there is no Python, or pytest cannot be installed.
 */
export const pythonWithPytest = async (cwd: string, say: (line: string) => void): Promise<string> => {
  const python = await findPython(cwd);
  if ((await attempt(cwd, python, ['--version']))?.exitCode !== 0)
    throw new PythonMissing(
      'There is no Python here: install Python 3.9 or newer with pytest (Debian: apt-get install python3-pytest).',
    );
  if (await hasPytest(cwd, python)) return python;

  const folder = join(cwd, '.strata', 'venv');
  const own = join(folder, 'bin', 'python');
  if (await hasPytest(cwd, own)) return own;
  say(`${python} has no pytest: making a private virtual environment in .strata/venv and installing it there …`);
  const made = await attempt(cwd, python, ['-m', 'venv', folder], installMs);
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--retries',
    '1',
    '--timeout',
    '15',
    'pytest',
  ];
  const installed = made?.exitCode === 0 ? await attempt(cwd, own, pip, installMs) : undefined;
  if (installed?.exitCode !== 0 || !(await hasPytest(cwd, own)))
    throw new PythonMissing(
      `pytest could not be installed in .strata/venv: install it yourself (${python} -m pip install pytest, or on Debian apt-get install python3-pytest) and start again.`,
    );
  return own;
};
