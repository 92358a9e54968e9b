import { join } from 'node:path';
import { z } from 'zod';
import { findFile } from './found-file.ts';

/** A file that a change touches. */
export const changedFile = z.object({
  path: z.string().describe('Relative to the root, with slashes'),
  status: z.enum(['added', 'modified', 'deleted']),
  binary: z.boolean().describe('True when git does not show its lines'),
  sizeBytes: z.int().describe('Its size after the change; 0 when it is deleted'),
  executable: z.boolean().describe('Whether it may be executed after the change'),
});

/** Size and executable bit of a file as it is now; `undefined` when it is not there. */
export const lookAt = async (
  root: string,
  path: string,
): Promise<{ readonly sizeBytes: number; readonly executable: boolean } | undefined> => {
  const found = await findFile(join(root, path));
  if (found === undefined || found.isDirectory()) return undefined;
  return { sizeBytes: found.size, executable: found.isFile() && (found.mode & 0o100) !== 0 };
};

/** The paths that git shows without lines, out of `--numstat -z`, and all of them in its order. */
export const parseNumstat = (
  fields: readonly string[],
): readonly { readonly path: string; readonly binary: boolean }[] =>
  fields.map((field) => {
    const [added = '', , ...path] = field.split('\t');
    return { path: path.join('\t'), binary: added === '-' };
  });
