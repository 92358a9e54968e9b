import type { HandlerContext } from '@strata/core';
import type { CommandRunner } from '../process/index.ts';
import { GitError, refused } from './git-error.ts';

/** How this wrapper runs git; its parsed options. */
export interface GitSettings {
  readonly runner: CommandRunner;
  readonly git: string;
  readonly timeoutMs: number;
}

/** Where a git command runs, and with what environment on top of the common one. */
export interface GitPlace {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs one git command and gives what it printed. @throws GitError when it returns another code than 0. */
export type Git = (place: GitPlace, subcommand: string, args: readonly string[]) => Promise<string>;

/** Far more than the names of all files of the largest known repositories; patches go to files. */
const maxOutputBytes = 256 * 1024 * 1024;

/**
 * Settings that win over the user's: names as they are, nothing started in the background, no hooks, and no files
 * beside the temporary index, which a split index and the file system monitor would need.
 */
const configuration = [
  'core.quotepath=off',
  'core.fsmonitor=false',
  'core.splitIndex=false',
  'core.untrackedCache=false',
  'core.hooksPath=/dev/null',
  'core.safecrlf=false',
  'core.sparseCheckout=false',
  'submodule.recurse=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.addEmbeddedRepo=false',
].flatMap((setting) => ['-c', setting]);

/** English, no questions, no lock on the user's index, and nothing of a git command that this one may run under. */
const environment = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_PREFIX: undefined,
  GIT_NAMESPACE: undefined,
  GIT_EXTERNAL_DIFF: undefined,
  GIT_DIFF_OPTS: undefined,
};

/** Makes git as the handlers of one call use it. */
export const createGit =
  (settings: GitSettings, ctx: HandlerContext): Git =>
  async (place, subcommand, args) => {
    const outcome = await settings.runner.run(
      {
        file: settings.git,
        args: [...configuration, subcommand, ...args],
        cwd: place.cwd,
        env: { ...environment, ...place.env },
        timeoutMs: settings.timeoutMs,
        maxOutputBytes,
      },
      ctx,
    );
    if (outcome.exitCode !== 0) throw new GitError(subcommand, outcome.exitCode, outcome.stderr);
    if (outcome.truncated)
      throw refused(`git ${subcommand} prints more than ${maxOutputBytes} bytes`, 'Take a smaller folder.');
    return outcome.stdout;
  };

/** The fields of an output with `-z`. */
export const fieldsOf = (output: string): readonly string[] => output.split('\0').slice(0, -1);
