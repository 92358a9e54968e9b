import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { findFile, unlessMissing } from './found-file.ts';
import { noScratch } from './git-error.ts';
import { removeScratch as remove } from './scratch.ts';

/** Removes what `create_scratch` made, and nothing else: any other folder is `refused`. One that is gone is fine. */
export const removeScratch = defineOperation({
  name: 'remove_scratch',
  summary: 'Remove a scratch copy.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'a scratch copy is made anew, not brought back',
  input: z.object({ path: z.string().min(1).describe('The path that create_scratch gave') }),
  output: z.object({ path: z.string(), removed: z.boolean().describe('False when it was gone already') }),
});

/** Performs `remove_scratch`. */
export const handleRemoveScratch = (): Handler<typeof removeScratch> => async (input) => {
  const path = (await realpath(input.path).catch(unlessMissing)) ?? resolve(input.path);
  if (await remove(path)) return { path: input.path, removed: true };
  if ((await findFile(path)) !== undefined) throw noScratch(input.path);
  return { path: input.path, removed: false };
};
