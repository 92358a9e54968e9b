import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * What version control keeps beside the files and tests can see: which commit is checked out, and what commits are called.
 * Versions are made of it (setuptools_scm, `git describe`). For git see gitrepository-layout(5).
 */
const telling: Readonly<Record<string, readonly string[]>> = {
  '.git': ['HEAD', 'packed-refs', 'refs', 'reftable', 'shallow'],
  '.hg': ['branch', 'bookmarks', 'bookmarks.current', 'dirstate', 'store/00changelog.i'],
  '.svn': ['wc.db'],
};

const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

const statOf = (path: string) => stat(path).catch(() => undefined);

/** A folder's files, at any depth; the file itself; nothing when there is none. */
const filesAt = async (path: string): Promise<readonly string[]> => {
  const found = await statOf(path);
  if (found?.isDirectory() !== true) return found === undefined ? [] : [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
};

/** Where git keeps what it knows: of a worktree, whose `.git` is a file, partly beside what it knows of the others. */
const gitFoldersOf = async (place: string): Promise<readonly string[]> => {
  const pointed = /^gitdir: (.+)$/m.exec((await textOf(place)) ?? '')?.[1];
  const own = pointed === undefined ? place : resolve(dirname(place), pointed);
  const shared = await textOf(join(own, 'commondir'));
  return shared === undefined ? [own] : [own, resolve(own, shared.trim())];
};

/** Whether this is the name of what version control keeps in a project. */
export const isVersionPlace = (name: string): boolean => Object.hasOwn(telling, name);

/** The files that say which version is checked out, given the path of a project's `.git`, `.hg` or `.svn`. */
export const versionFilesOf = async (place: string): Promise<readonly string[]> => {
  const folders = basename(place) === '.git' ? await gitFoldersOf(place) : [place];
  const paths = folders.flatMap((folder) => (telling[basename(place)] ?? []).map((name) => join(folder, name)));
  const pointer = (await statOf(place))?.isFile() === true ? [place] : [];
  return [...new Set([...pointer, ...(await Promise.all(paths.map(filesAt))).flat()])].toSorted();
};

/** The same for the nearest folder, from one upwards, that is under version control. */
export const versionFilesAbove = async (folder: string): Promise<readonly string[]> => {
  for (const name of Object.keys(telling))
    if ((await statOf(join(folder, name))) !== undefined) return versionFilesOf(join(folder, name));
  return dirname(folder) === folder ? [] : versionFilesAbove(dirname(folder));
};
