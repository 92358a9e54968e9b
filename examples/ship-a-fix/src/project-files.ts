import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { SeedFile } from '@strata/l4-wrappers/local-github';

/** All files below a folder. */
export const filesOf = async (folder: string): Promise<readonly SeedFile[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(folder, path),
      content: await readFile(path, 'utf8'),
      encoding: 'utf-8' as const,
    })),
  );
};
