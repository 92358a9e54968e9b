import { CommandError } from '../../process/index.ts';

/** What is known of a pytest run that has no usable answer. */
export interface PyTestProblem {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The interpreter that was asked. */
  readonly python: string;
  /** The interpreter belongs to the operating system, whose package manager is to install modules (PEP 668). */
  readonly externallyManaged: boolean;
  /** What is wrong besides what pytest says itself. */
  readonly reason?: string;
  /** Why pytest stopped before its time. */
  readonly interrupted?: string;
  /** The tests that had begun and not ended. */
  readonly running?: readonly string[];
}

/** Thrown when pytest gave no usable answer; `classify` finds out from `problem` what that means. */
export class PyTestError extends Error {
  readonly problem: PyTestProblem;

  constructor(problem: PyTestProblem) {
    super(problem.reason ?? `pytest ended with code ${problem.exitCode}`);
    this.name = 'PyTestError';
    this.problem = problem;
  }
}

/** Thrown when a time limit or a signal ended pytest in the middle of tests. */
export class StoppedTestsError extends CommandError {
  /** The tests that had begun and not ended. */
  readonly running: readonly string[];

  constructor(stopped: CommandError, running: readonly string[]) {
    super(stopped.problem, { cause: stopped });
    this.name = 'StoppedTestsError';
    this.running = running;
  }
}

/** A file that was to be read as a report, or a text, and cannot be. */
export class ReportError extends Error {
  /** `missing`: there is none. `wrong`: it is not what it should be. */
  readonly problem: 'missing' | 'wrong';

  constructor(problem: 'missing' | 'wrong', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ReportError';
    this.problem = problem;
  }
}
