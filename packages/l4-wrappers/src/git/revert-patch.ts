import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { applyTo } from './apply-patch.ts';
import { changedFile } from './changed-files.ts';
import { type GitSettings, createGit } from './git-process.ts';
import { patchInput } from './patch-input.ts';

/** Takes a patch back, all of it or nothing. Fails like `apply_patch`. */
export const revertPatch = defineOperation({
  name: 'revert_patch',
  summary: 'Take back a patch that was applied to a scratch copy.',
  effect: 'write',
  idempotent: true,
  input: patchInput,
  output: z.object({ files: z.array(changedFile) }),
  undo: (input) => ({ operation: 'apply_patch', cwd: input.cwd, patch: input.patch, encoding: input.encoding }),
});

/** Performs `revert_patch`. */
export const handleRevertPatch =
  (settings: GitSettings): Handler<typeof revertPatch> =>
  (input, ctx) =>
    applyTo(createGit(settings, ctx), input, 'backward');
