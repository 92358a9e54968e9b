import type { AnyOperation, Classified, WorkflowContext } from '@strata/core';
import { CommandError, type CommandTool, classifyCommand } from '../process/index.ts';
import { GitError, GitRefusal } from './git-error.ts';

const git: CommandTool = { name: 'git', installHint: 'Install git 2.30 or newer.', timeHint: 'Raise timeoutMs.' };

interface Rule {
  readonly pattern: RegExp;
  /** Gets the groups of the pattern. */
  readonly classified: (...groups: readonly string[]) => Classified;
}

const conflict = (message: string): Classified => ({
  kind: 'conflict',
  message: `the patch does not apply: ${message}`,
  hint: 'Make the patch anew from the state that it is to be applied to.',
});

const refusal = (message: string, hint: string): Classified => ({ kind: 'refused', message, hint });

/** What git prints (LC_ALL=C) and what it means; the first that matches counts. */
const rules: readonly Rule[] = [
  {
    pattern: /detected dubious ownership in repository at '(.+)'/,
    classified: (path = '') => ({
      kind: 'forbidden',
      message: `${path} belongs to another user, so git does not trust it`,
      hint: `If you trust it: git config --global --add safe.directory ${path}`,
    }),
  },
  {
    pattern: /not a git repository/,
    classified: () => ({
      kind: 'not_found',
      message: 'the folder is in no git repository',
      hint: 'Give a folder of a working copy, or run git init.',
    }),
  },
  {
    pattern: /must be run in a work tree/,
    classified: () => refusal('the repository is bare: it has no working copy', 'Give a folder of a working copy.'),
  },
  {
    pattern: /cannot apply binary patch to '(.+)' without full index line/,
    classified: (path = '') =>
      refusal(`the patch says that ${path} differs, but not how`, 'Make it with: git diff --binary'),
  },
  {
    pattern: /invalid path '(.+)'/,
    classified: (path = '') =>
      refusal(`the patch reaches outside the folder: ${path}`, 'Take that file out of the patch.'),
  },
  {
    pattern: /affected file '(.+)' is beyond a symbolic link/,
    classified: (path = '') =>
      refusal(`the patch reaches through a symbolic link: ${path}`, 'Take that file out of the patch.'),
  },
  {
    pattern:
      /No valid patches in input|unrecognized input|corrupt patch at (?:.+:)?line|patch fragment without header|git diff header lacks filename/,
    classified: () => refusal('this is no patch that git can read', 'Make it with: git diff --binary'),
  },
  { pattern: /patch failed: (.+):(\d+)\n/, classified: (path = '', line = '') => conflict(`${path}, line ${line}`) },
  {
    pattern: /error: (.+): already exists in (?:working directory|index)/,
    classified: (path = '') => conflict(`${path} exists already`),
  },
  { pattern: /error: (.+): No such file or directory/, classified: (path = '') => conflict(`${path} does not exist`) },
  {
    pattern: /error: (.+): (?:patch does not apply|wrong type|does not match index)/,
    classified: (path = '') => conflict(path),
  },
  {
    pattern: /the patch applies to '(.+)' \(.*\),\s+which does not match/,
    classified: (path = '') => conflict(`${path} has another content`),
  },
  {
    pattern: /unable to create file (.+): |could not open '(.+)'|open\("(.+)"\): Permission denied/,
    classified: (...paths) => ({
      kind: 'forbidden',
      message: `${paths.find(Boolean) ?? 'a file'} cannot be accessed`,
      hint: 'Look at the rights of the file and its folder.',
    }),
  },
  {
    pattern: /No space left on device/,
    classified: () => ({
      kind: 'unavailable',
      message: 'the disk is full',
      hint: 'Make room in the folder for temporary files.',
      mayHaveHappened: false,
    }),
  },
];

const firstLine = (stderr: string): string =>
  stderr
    .trim()
    .split('\n')[0]
    ?.replace(/^(?:fatal|error): /, '') ?? '';

const classifyError = (error: GitError, writes: boolean): Classified => {
  for (const { pattern, classified } of rules) {
    const [whole, ...groups] = error.stderr.match(pattern) ?? [];
    if (whole !== undefined) return classified(...groups);
  }
  if (error.exitCode > 128 + 1 && error.stderr === '')
    return { kind: 'unavailable', message: `git was ended by signal ${error.exitCode - 128}`, mayHaveHappened: writes };
  return refusal(`git refuses: ${firstLine(error.stderr)}`, 'Run git in that folder to see more.');
};

/** What the file system says when the wrapper itself reads or writes. */
const classifySystem = (error: Error & { readonly code: unknown }): Classified | undefined => {
  const path = 'path' in error ? String(error.path) : 'the file';
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'not_found', message: `there is no ${path}`, hint: 'Give the path of a folder that exists.' };
    case 'ENAMETOOLONG':
      return refusal(`the name is too long for the file system: ${path}`, 'Give the file a shorter name.');
    case 'EISDIR':
      return refusal(`${path} is a folder where a file should be`, 'Look at what is in its place.');
    case 'ELOOP':
      return refusal(`${path} leads through symbolic links in a circle`, 'Break the circle.');
    case 'EEXIST':
      return { kind: 'conflict', message: `${path} is there already, and not ours`, hint: 'Move it out of the way.' };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        kind: 'forbidden',
        message: `${path} cannot be accessed`,
        hint: 'Look at the rights of the file and its folder.',
      };
    case 'ENOSPC':
      return {
        kind: 'unavailable',
        message: 'the disk is full',
        hint: 'Make room in the folder for temporary files.',
        mayHaveHappened: false,
      };
    default:
      return undefined;
  }
};

/** Says what an error on the way to or from git means; `undefined` for what is a bug of ours. */
export const classifyGit = (thrown: unknown, operation: AnyOperation, ctx: WorkflowContext): Classified | undefined => {
  const writes = operation.effect !== 'read';
  if (thrown instanceof GitRefusal) return thrown.classified;
  if (thrown instanceof CommandError) return classifyCommand(thrown.problem, git, writes);
  if (thrown instanceof GitError) return classifyError(thrown, writes);
  if (ctx.signal.aborted && thrown === ctx.signal.reason)
    return { kind: 'cancelled', message: 'cancelled while it was reading files', mayHaveHappened: writes };
  return thrown instanceof Error && 'code' in thrown ? classifySystem(thrown) : undefined;
};
