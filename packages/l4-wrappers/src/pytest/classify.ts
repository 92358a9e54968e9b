import type { AnyOperation, Classified, WorkflowContext } from '@strata/core';
import { CommandError, type CommandTool, classifyCommand } from '../process/index.ts';
import { PyTestError, type PyTestProblem } from './pytest-error.ts';

const pytest: CommandTool = {
  name: 'pytest',
  program: 'Python',
  installHint: 'Install Python 3.9 or newer, or name an interpreter with STRATA_PYTHON.',
  timeHint: 'Raise timeoutMs, or find the test that hangs.',
};

const installHint = (problem: PyTestProblem, module: string): string =>
  problem.externallyManaged
    ? `Install it with: sudo apt-get install python3-${module} (or make a virtual environment and install it there).`
    : `Install it with: ${problem.python} -m pip install ${module}`;

const missing = (problem: PyTestProblem, module: string): Classified => ({
  kind: 'tool_missing',
  message: `${module} is not installed for ${problem.python}`,
  hint: installHint(problem, module),
});

/** The line of pytest's errors that names the cause. */
const causeIn = (problem: PyTestProblem): string => {
  const text = `${problem.stderr}\n${problem.stdout}`;
  const patterns = [
    /^.*: error: (.+)$/m,
    /^ERROR: (?!usage:)(.+)$/m,
    /^E +(\S.*)$/m,
    /^!+ (.+?) !+$/m,
    /^ERROR (.+)$/m,
  ];
  for (const pattern of patterns) {
    const found = text.match(pattern)?.[1];
    if (found !== undefined) return found;
  }
  return text.trim().split('\n').at(-1) ?? '';
};

const broken = (message: string, hint: string): Classified => ({
  kind: 'unexpected_answer',
  message,
  hint,
  mayHaveHappened: false,
});

const classifyProblem = (problem: PyTestProblem): Classified => {
  const { exitCode, stderr, reason } = problem;
  if (/No module named '?pytest'?$/m.test(stderr)) return missing(problem, 'pytest');
  if (exitCode === 4 && /unrecognized arguments:.* --cov\b/.test(stderr)) return missing(problem, 'pytest-cov');
  if (reason?.includes(' cannot be collected: ') === true)
    return { kind: 'refused', message: reason, hint: 'Repair the file, or leave it out by paths.' };
  if (reason !== undefined) return broken(reason, 'Run the same command by hand to see what pytest does.');
  switch (exitCode) {
    case 2:
      return { kind: 'refused', message: `pytest was interrupted: ${causeIn(problem)}`, hint: 'Run it again.' };
    case 3: {
      const lines = problem.stdout.match(/^INTERNALERROR> .+$/gm) ?? [];
      const last = lines.at(-1)?.slice('INTERNALERROR> '.length) ?? causeIn(problem);
      return broken(`pytest broke: ${last}`, 'Look for a plugin or a conftest.py of the project that fails.');
    }
    case 4:
      return {
        kind: 'refused',
        message: `pytest refuses: ${causeIn(problem)}`,
        hint: 'Correct the arguments or the configuration of pytest.',
      };
    default:
      return broken(
        `pytest ended with code ${exitCode} and left no report`,
        exitCode > 128
          ? `Signal ${exitCode - 128} ended it: look for a crash in native code, or too little memory.`
          : causeIn(problem),
      );
  }
};

/** Says what an error on the way to, in, or from pytest means; `undefined` for what is a bug of ours. */
export const classifyPytest = (
  thrown: unknown,
  _operation: AnyOperation,
  _ctx: WorkflowContext,
): Classified | undefined => {
  if (thrown instanceof CommandError) return classifyCommand(thrown.problem, pytest, false);
  if (thrown instanceof PyTestError) return classifyProblem(thrown.problem);
  return undefined;
};
