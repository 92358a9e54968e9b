import type { Classified } from '@strata/core';

/** Thrown when git itself said no; `classify` finds out from what it printed why. */
export class GitError extends Error {
  readonly exitCode: number;
  readonly stderr: string;

  constructor(subcommand: string, exitCode: number, stderr: string) {
    super(`git ${subcommand} ended with code ${exitCode}: ${stderr.trim().split('\n')[0] ?? ''}`);
    this.name = 'GitError';
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** Thrown when this wrapper says no before git has to. */
export class GitRefusal extends Error {
  readonly classified: Classified;

  constructor(classified: Classified) {
    super(classified.message);
    this.name = 'GitRefusal';
    this.classified = classified;
  }
}

/** A refusal with what to do about it. */
export const refused = (message: string, hint: string): GitRefusal =>
  new GitRefusal({ kind: 'refused', message, hint });

/** The refusal to touch a folder that `create_scratch` did not make. */
export const noScratch = (path: string): GitRefusal =>
  refused(`${path} is not a scratch copy`, 'Give the path that create_scratch gave.');
