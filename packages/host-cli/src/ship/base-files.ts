import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type Tool, type WorkflowContext, createContext } from '@strata/core';
import type { GitOperations } from '@strata/l3-experts';
import type { SeedFile } from '@strata/l4-wrappers/local-github';
import { ShipStopped } from './ship-stopped.ts';

const readSeed = async (root: string, path: string): Promise<SeedFile> => {
  const bytes = await readFile(path);
  const { mode } = await stat(path);
  return {
    path: relative(root, path).replaceAll(sep, '/'),
    content: bytes.toString('base64'),
    encoding: 'base64',
    executable: (mode & 0o100) !== 0,
  };
};

/** Links are left out: a local GitHub has only files. */
const filesBelow = async (root: string, signal: AbortSignal): Promise<readonly SeedFile[]> => {
  const files: SeedFile[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    signal.throwIfAborted();
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !relative(root, path).split(sep).includes('.git')) files.push(await readSeed(root, path));
  }
  return files;
};

/**
 * The files of a project without its edits: what a repository holds before the change.
 *
 * @throws ShipStopped when there is no such state, or it cannot be read.
 */
export const readBaseFiles = async (
  git: Tool<GitOperations>,
  path: string,
  ctx: WorkflowContext,
): Promise<readonly SeedFile[]> => {
  const scratch = await git.execute({ operation: 'create_scratch', cwd: path }, ctx);
  if (!scratch.success) throw new ShipStopped(scratch.error);
  const { path: copy } = scratch.data;
  const files = await filesBelow(copy, ctx.signal).then(
    (found) => ({ found }),
    (cause: unknown) => ({ cause }),
  );
  // Whatever came in between, the copy goes: hence without the signal.
  const { signal: _signal, ...rest } = ctx;
  const removed = await git.execute({ operation: 'remove_scratch', path: copy }, createContext(rest));
  if ('cause' in files) throw files.cause;
  if (!removed.success) throw new ShipStopped(removed.error);
  return files.found;
};
