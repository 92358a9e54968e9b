import { cp, lstat } from 'node:fs/promises';
import { basename } from 'node:path';

/** What is made from a project and is no part of it: histories, installed packages, caches. */
const leftOut: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  '.nox',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.strata',
]);

/** Copies a project's folder: files with their modes and symbolic links as they are, without what `leftOut` names. */
export const copyFolder = (from: string, to: string, signal: AbortSignal): Promise<void> =>
  cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: async (path) => {
      signal.throwIfAborted();
      if (path === from) return true;
      if (leftOut.has(basename(path))) return false;
      const found = await lstat(path);
      // Sockets and pipes belong to running programs.
      return found.isFile() || found.isDirectory() || found.isSymbolicLink();
    },
  });
