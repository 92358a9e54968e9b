import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StoreUnusable } from '@strata/durable';
import { UsageError } from '../usage-error.ts';

const folderName = '.strata';
const fileName = 'runs.db';

/** Where the runs of a folder's commands are kept. */
export const storeIn = (folder: string): string => join(folder, folderName, fileName);

/**
 * Makes the folder that a store lies in. In a project it is nobody's change: git does not see it.
 *
 * @throws StoreUnusable when it cannot be made.
 */
export const makeStoreFolder = async (path: string): Promise<void> => {
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true });
    const ignored = join(folder, '.gitignore');
    // Somebody's own rules stay.
    if (basename(folder) === folderName && !existsSync(ignored)) await writeFile(ignored, '*\n');
  } catch (cause) {
    throw new StoreUnusable('cannot_open', path, `its folder cannot be made (${String(cause)})`, cause);
  }
};

const above = (from: string): string | undefined => {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const path = storeIn(folder);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
};

/** A command about a run, as it can be typed where this one was. */
export const runsCommand = (words: string, store: string): string =>
  above(process.cwd()) === resolve(store) ? `strata runs ${words}` : `strata runs ${words} --store ${resolve(store)}`;

/**
 * The store that a command is about: the one that was named, or that of the nearest folder from here upwards that has
 * one.
 *
 * @throws UsageError when there is none.
 */
export const findStore = (named: string | undefined, from: string): string => {
  if (named !== undefined) {
    const path = resolve(from, named);
    if (existsSync(path)) return path;
    throw new UsageError(`--store: there is no file ${path}`, 'Name the file that the runs are kept in.');
  }
  const found = above(from);
  if (found !== undefined) return found;
  throw new UsageError(
    `no runs are kept in ${resolve(from)} or a folder above`,
    'Go to the project that they belong to, or name their file with --store.',
  );
};
