import type { Readable, Writable } from 'node:stream';

/** A stream to write to, and what is known of the terminal behind it, if there is one. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

/** Where a command reads, writes and looks up variables. */
export interface CommandIo {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Takes the result, and nothing else. */
  readonly stdout: OutputStream;
  /** Takes progress, questions and errors. */
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a command ended. */
export interface CommandEnd {
  readonly exitCode: number;
  /** True when work was still under way, so that the process has to be ended instead of running out. */
  readonly abandoned: boolean;
}

/** The codes with which the command exits. */
export const exitCodes = {
  /** Merged, or shown what was asked for. */
  done: 0,
  /** Refused or failed, and nothing is left of it. */
  failed: 1,
  /** The command line does not make sense; nothing was started. */
  usage: 2,
  /** Failed, and something is left that should have been taken back. */
  undoIncomplete: 3,
  /** Done, and the answer is a bad one: red tests, a command that failed. */
  bad: 4,
} as const;

/** A variable of the environment; an empty one counts as not set. */
export const variable = (env: CommandIo['env'], name: string): string | undefined => env[name] || undefined;
