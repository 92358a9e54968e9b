import type { AnyOperation, Classified, WorkflowContext } from '@strata/core';
import { CommandError, type CommandTool, classifyCommand } from '../../process/index.ts';
import { PyTestError, type PyTestProblem, ReportError, StoppedTestsError } from './pytest-error.ts';

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

/** In which test it happened, as far as that is known. */
const during = (running: readonly string[] = []): string => {
  const [first, ...more] = running;
  return first === undefined ? '' : ` during ${first}${more.length === 0 ? '' : ` and ${more.length} more`}`;
};

/** What a runner's error means; with the tests that it ended, when there were any. */
const classifyStopped = (error: CommandError): Classified => {
  const classified = classifyCommand(error.problem, pytest, false);
  if (!(error instanceof StoppedTestsError)) return classified;
  return { ...classified, message: `${classified.message}${during(error.running)}` };
};

const classifyProblem = (problem: PyTestProblem): Classified => {
  const { exitCode, stderr, reason, interrupted } = problem;
  if (/No module named '?pytest'?$/m.test(stderr)) return missing(problem, 'pytest');
  if (exitCode === 4 && /unrecognized arguments:.* --cov\b/.test(stderr)) return missing(problem, 'pytest-cov');
  if (exitCode === 4 && /unrecognized arguments:.* -n\b/.test(stderr)) return missing(problem, 'pytest-xdist');
  if (reason?.includes(' cannot be collected: ') === true)
    return { kind: 'refused', message: reason, hint: 'Repair the file, or leave it out by paths.' };
  if (reason !== undefined) return broken(reason, 'Run the same command by hand to see what pytest does.');
  if (exitCode === 2 || interrupted !== undefined)
    return {
      kind: 'refused',
      message: `pytest was interrupted${during(problem.running)}: ${interrupted ?? causeIn(problem)}`,
      hint: 'Look for a pytest.exit() or a KeyboardInterrupt in the tests, and run them again.',
    };
  switch (exitCode) {
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
        `pytest ended with code ${exitCode}${during(problem.running)} and left no report`,
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
  if (thrown instanceof CommandError) return classifyStopped(thrown);
  if (thrown instanceof PyTestError) return classifyProblem(thrown.problem);
  if (thrown instanceof ReportError)
    return thrown.problem === 'missing'
      ? { kind: 'not_found', message: thrown.message, hint: 'Give the path of a report that is there.' }
      : { kind: 'refused', message: thrown.message, hint: 'Give a whole report, as its tool has written it.' };
  return undefined;
};
