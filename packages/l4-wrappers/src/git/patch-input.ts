import { z } from 'zod';

/** What applying and reverting take. */
export const patchInput = z.object({
  cwd: z.string().min(1).describe('The folder that the paths in the patch start from'),
  patch: z.string().describe('The patch, as git diff --binary prints it'),
  encoding: z.enum(['utf-8', 'base64']).default('utf-8').describe('base64: for a patch that is not UTF-8'),
});
