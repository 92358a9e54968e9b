import { type Handlers, type Tool, createTool } from '@strata/core';
import { z } from 'zod';
import { type CommandRunner, createProcessRunner } from '../process/index.ts';
import { handleApplyPatch } from './apply-patch.ts';
import { type GitOperations, gitCatalog } from './catalog.ts';
import { classifyGit } from './classify.ts';
import { handleCreateScratch } from './create-scratch.ts';
import { handleDiff } from './diff.ts';
import { handleReadChanges } from './read-changes.ts';
import { handleRemoveScratch } from './remove-scratch.ts';
import { handleStatus } from './status.ts';

/** How git is run. */
export interface GitOptions {
  /** The program, 2.30 or newer. @default `git` */
  readonly git?: string;
  /** Where git runs. @default processes of this machine */
  readonly runner?: CommandRunner;
  /** The time limit of each git command in milliseconds. @default 120_000, two minutes */
  readonly timeoutMs?: number;
}

const optionsSchema = z.strictObject({
  git: z.string().min(1).default('git'),
  runner: z
    .custom<CommandRunner>((given) => typeof given === 'object' && given !== null && 'run' in given && 'place' in given)
    .default(createProcessRunner),
  timeoutMs: z.int().positive().default(120_000),
});

/** Works on working copies with the user's own git. Writes to scratch copies only, never to a working copy or its repository. */
export class GitWrapper implements Tool<GitOperations> {
  readonly name = gitCatalog.name;
  readonly operations = gitCatalog.operations;
  /** Performs one operation of `gitCatalog`. */
  readonly execute: Tool<GitOperations>['execute'];

  /** @throws TypeError naming an option that is not what it should be. */
  constructor(options: GitOptions = {}) {
    const parsed = optionsSchema.safeParse(options);
    if (!parsed.success) throw new TypeError(`GitWrapper: ${z.prettifyError(parsed.error)}`);
    const settings = parsed.data;
    const handlers: Handlers<GitOperations> = {
      status: handleStatus(settings),
      diff: handleDiff(settings),
      create_scratch: handleCreateScratch(settings),
      remove_scratch: handleRemoveScratch(),
      apply_patch: handleApplyPatch(settings),
      read_changes: handleReadChanges(),
    };
    this.execute = createTool({ catalog: gitCatalog, handlers, classify: classifyGit }).execute;
  }
}
