import type { Failure, WorkflowContext } from '@strata/core';

/** A program with its arguments, and where and for how long it may run. There is no shell in between. */
export interface Command {
  /** The program: a path, or a name that is looked up in PATH where the command runs. */
  readonly file: string;
  readonly args: readonly string[];
  /** The folder to run in, an absolute path of this machine. What the command writes below it is there afterwards. */
  readonly cwd: string;
  /** Added to the environment that the runner gives; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The time limit in milliseconds. When it is over, the command and everything it started has ended. */
  readonly timeoutMs: number;
  /** How much of each of stdout and stderr is kept, in bytes: the beginning and the end of it. @default 1 MiB */
  readonly maxOutputBytes?: number;
  /**
   * A file of this machine, not there yet, that stdout may go through: cheaper for a command that prints many small
   * pieces (see `openOutputFile`). Who gives it takes it away again.
   */
  readonly stdoutFile?: string;
  /** Further folders of this machine that the command sees under the same path, and may write to. */
  readonly mounts?: readonly string[];
}

/** A command that ran to its end, well or not. */
export interface CommandOutcome {
  /** What the command returned; 128 plus the number of the signal when one ended it, as shells have it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  /** True when stdout or stderr was longer than what is kept; the text says where and how much was left out. */
  readonly truncated: boolean;
}

/**
 * Runs commands: as processes of this machine, or in containers. When `run` settles, for whatever reason, nothing
 * that the command started is running any more.
 */
export interface CommandRunner {
  /** Where commands run: programs and environment of this machine mean nothing in a container. */
  readonly place: 'host' | 'container';
  /**
   * Runs one command and waits for its end. A command that returns a code other than 0 is an outcome like any other.
   *
   * @throws CommandError when it could not be started or was ended early.
   */
  run(
    command: Command,
    ctx: Pick<WorkflowContext, 'signal' | 'clock' | 'callId' | 'correlationId'>,
  ): Promise<CommandOutcome>;
}

/** Why a command has no outcome. */
export type CommandProblem =
  /** There is no such program, or it may not be executed. */
  | { readonly kind: 'not_found'; readonly file: string }
  /** The folder to run in is not there. */
  | { readonly kind: 'no_folder'; readonly cwd: string }
  /** The time limit ended it. `stdout` and `stderr` are what it had printed until then. */
  | { readonly kind: 'timed_out'; readonly limitMs: number; readonly stdout: string; readonly stderr: string }
  /** The caller's signal ended it, or kept it from starting. */
  | { readonly kind: 'aborted'; readonly started: boolean }
  /** The place where it should run failed, for a reason that has nothing to do with the command. */
  | { readonly kind: 'place_failed'; readonly failure: Failure };

const inWords = (problem: CommandProblem): string => {
  switch (problem.kind) {
    case 'not_found':
      return `there is no program ${problem.file}`;
    case 'no_folder':
      return `there is no folder ${problem.cwd}`;
    case 'timed_out':
      return `ended by its time limit of ${problem.limitMs} ms`;
    case 'aborted':
      return problem.started ? 'ended because the call was cancelled' : 'cancelled before it began';
    case 'place_failed':
      return problem.failure.message;
  }
};

/** What `CommandRunner.run` throws when a command has no outcome; `problem` says why. */
export class CommandError extends Error {
  readonly problem: CommandProblem;

  constructor(problem: CommandProblem, options?: ErrorOptions) {
    super(inWords(problem), options);
    this.name = 'CommandError';
    this.problem = problem;
  }
}
