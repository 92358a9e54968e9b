import { isUtf8 } from 'node:buffer';
import { readFile, readlink, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { findFile } from './found-file.ts';
import { refused } from './git-error.ts';

/** Reads the files that a change touches, as a commit needs them. A symbolic link's content is where it points. */
export const readChanges = defineOperation({
  name: 'read_changes',
  summary: 'Read the content of changed files.',
  effect: 'read',
  input: z.object({
    cwd: z.string().min(1).describe('The folder that the paths start from'),
    files: z.array(z.string().min(1)).describe('Paths as apply_patch and diff give them'),
  }),
  output: z.object({
    files: z.array(
      z.union([
        z.object({
          path: z.string(),
          content: z.string(),
          encoding: z.enum(['utf-8', 'base64']).describe('base64 when the content is not UTF-8 text'),
          executable: z.boolean(),
          symbolicLink: z.boolean(),
          sizeBytes: z.int(),
        }),
        z.object({ path: z.string(), deleted: z.literal(true) }),
      ]),
    ),
  }),
});

type ReadFile = z.output<typeof readChanges.output>['files'][number];

const refuseOutside = (path: string) =>
  refused(`${path} leads out of the folder`, 'Give paths inside the folder, relative to it.');

const read = async (root: string, path: string): Promise<ReadFile> => {
  const parts = path.split('/');
  if (path.includes('\0')) throw refused('a path cannot hold a NUL', 'Give the paths of files.');
  if (path.startsWith('/') || parts.some((part) => ['..', '.', '', '.git'].includes(part))) throw refuseOutside(path);
  const file = join(root, path);
  const found = await findFile(file);
  if (found === undefined) return { path, deleted: true };
  // A folder on the way may be a symbolic link that leads elsewhere.
  const folder = await realpath(dirname(file));
  if (folder !== root && !folder.startsWith(root + sep)) throw refuseOutside(path);
  if (!found.isFile() && !found.isSymbolicLink()) throw refused(`${path} is not a file`, 'Give the paths of files.');
  const symbolicLink = found.isSymbolicLink();
  const bytes = symbolicLink ? await readlink(file, { encoding: 'buffer' }) : await readFile(file);
  const encoding = isUtf8(bytes) && !bytes.includes(0) ? 'utf-8' : 'base64';
  const executable = !symbolicLink && (found.mode & 0o100) !== 0;
  return { path, content: bytes.toString(encoding), encoding, executable, symbolicLink, sizeBytes: bytes.length };
};

/** Performs `read_changes`. */
export const handleReadChanges = (): Handler<typeof readChanges> => async (input, ctx) => {
  const root = await realpath(input.cwd);
  const files: ReadFile[] = [];
  for (const path of input.files) {
    ctx.signal.throwIfAborted();
    files.push(await read(root, path));
  }
  return { files };
};
