import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemPath, textOfName } from './file-name.ts';
import type { ScanCoverage } from './scan-coverage.ts';
import { ScannerError, stopWhenAborted } from './scanner-error.ts';

/** Folders that hold nothing of the project's own. */
export const usuallyIgnored: readonly string[] = ['.git', 'node_modules'];

/** Why a file or folder cannot be read, as the system's code: `EACCES`. */
export const readProblem = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown error';
};

/** The absolute path of a folder that is there. */
export const existingFolder = async (path: string): Promise<string> => {
  const root = resolve(path);
  const found = await stat(root).catch((cause: unknown) => {
    const missing = ['ENOENT', 'ENOTDIR'].includes(readProblem(cause));
    throw new ScannerError(
      missing
        ? { kind: 'not_found', message: `there is no folder ${root}`, hint: 'Give the path of a folder.' }
        : { kind: 'forbidden', message: `${root} cannot be read: ${readProblem(cause)}` },
      { cause },
    );
  });
  if (!found.isDirectory())
    throw new ScannerError({ kind: 'refused', message: `${root} is no folder`, hint: 'Give the folder it is in.' });
  return root;
};

/** What `walkFiles` obeys. */
export interface WalkOptions {
  /** Names of files and folders that are passed over, wherever they are. */
  readonly ignore: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** What is in a folder, by name; nothing when it cannot be read, which is then remembered. */
const entriesOf = async (root: string, folder: string, coverage: ScanCoverage) => {
  try {
    const entries = await readdir(systemPath(join(root, folder)), { withFileTypes: true, encoding: 'buffer' });
    return entries
      .map((entry) => ({ entry, name: textOfName(entry.name) }))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    coverage.miss(folder === '' ? '.' : folder, 'unreadable', readProblem(error));
    return [];
  }
};

/**
 * The plain files below a folder, as paths relative to it with `/`, each folder's in the order of their names, which are
 * those of `textOfName`. Symbolic links are not followed, so that a loop has no end to look for and nothing outside the
 * folder is read. What cannot be read is remembered as missed.
 */
export async function* walkFiles(
  root: string,
  coverage: ScanCoverage,
  { ignore, signal }: WalkOptions,
): AsyncGenerator<string, void, undefined> {
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    stopWhenAborted(signal);
    const below: string[] = [];
    for (const { entry, name } of await entriesOf(root, folder, coverage)) {
      stopWhenAborted(signal);
      const path = folder === '' ? name : `${folder}/${name}`;
      if (ignore.has(name)) coverage.leftOut.ignored += 1;
      else if (entry.isDirectory()) below.push(path);
      else if (entry.isFile()) yield path;
      else if (entry.isSymbolicLink()) coverage.leftOut.links += 1;
      else coverage.leftOut.special += 1;
    }
    // One by one: a call takes only so many arguments.
    for (const path of below.toReversed()) folders.push(path);
  }
}
