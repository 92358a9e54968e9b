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
