import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readlink, realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Clock } from '@strata/core';
import { isVersionPlace, versionFilesOf } from './version-files.ts';

/** What a folder holds: a hash of each file's content and mode, by its path below the folder. */
export type FolderContents = ReadonlyMap<string, string>;

/** Folders that tools make of everything else, and our own. What is in them says nothing that the rest does not say. */
const generated: ReadonlySet<string> = new Set([
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.hypothesis',
  '.benchmarks',
  '.tox',
  '.nox',
  '.strata',
  'htmlcov',
]);

/** Virtual environments are told by their own file (PEP 405). It may stand in the project itself: `python -m venv .`. */
const environmentFile = 'pyvenv.cfg';

/** Where they have the interpreter, and what is installed: it is asked of both. What stands beside may be the project's. */
const installed = /^(?:bin|lib|lib64)\/(?:python|pypy)[\d.]*t?$|^Lib\/site-packages$/;

const isGeneratedFile = (name: string): boolean => /^\.coverage(?:\..+)?$/.test(name);

/** A file that was written so shortly before it was read may be written again within the same tick of its clock. */
const settledMs = 2_000;

/** How many files are looked at side by side. */
const atOnce = 32;

interface Known {
  readonly stamp: string;
  readonly hash: string;
}

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
};

/** Reads folders and remembers the hash of each file for as long as its times, its size and its place stay the same. */
export class ContentReader {
  readonly #known = new Map<string, Known>();
  readonly #clock: Pick<Clock, 'now'>;
  /** How many files were read so far, and not only looked at. */
  filesRead = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /**
   * What a folder holds now, without what tools have generated and what is installed in a virtual environment; of version
   * control what is checked out. Links are followed, each folder once.
   *
   * @throws Error when it holds more than `maxFiles`.
   */
  async read(folder: string, maxFiles = Infinity): Promise<FolderContents> {
    const paths: string[] = [];
    await this.#list(folder, new Set(), paths, maxFiles);
    const contents = new Map<string, string>();
    for (let start = 0; start < paths.length; start += atOnce)
      for (const [path, hash] of await Promise.all(
        paths.slice(start, start + atOnce).map(async (one) => [one, await this.#hash(one)] as const),
      ))
        contents.set(relative(folder, path), hash);
    return contents;
  }

  /** The same of one file. */
  readFile(path: string): Promise<string> {
    return this.#hash(path);
  }

  /** `environment` is the innermost virtual environment that a folder is in. */
  async #list(
    folder: string,
    visited: Set<string>,
    found: string[],
    maxFiles: number,
    environment?: string,
  ): Promise<void> {
    const real = await realpath(folder);
    if (visited.has(real)) return;
    visited.add(real);
    const entries = await readdir(folder, { withFileTypes: true });
    const inside = entries.some((entry) => entry.name === environmentFile) ? folder : environment;
    for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      const isFolder =
        entry.isDirectory() ||
        (entry.isSymbolicLink() && (await stat(path).catch(() => undefined))?.isDirectory() === true);
      if (inside !== undefined && installed.test(relative(inside, path))) continue;
      if (isVersionPlace(entry.name)) found.push(...(await versionFilesOf(path)));
      else if (isFolder && !generated.has(entry.name)) await this.#list(path, visited, found, maxFiles, inside);
      else if (!isFolder && !isGeneratedFile(entry.name)) found.push(path);
      if (found.length > maxFiles) throw new Error(`${folder} is in a folder of more than ${maxFiles} files`);
    }
  }

  async #hash(path: string): Promise<string> {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    if (found === undefined) return `link to nowhere: ${await readlink(path).catch(() => 'gone')}`;
    const mode = (found.mode & 0o777n).toString(8);
    if (!found.isFile()) return `no file, ${mode}`;
    const stamp = [found.mtimeNs, found.ctimeNs, found.size, found.ino, found.dev].join(' ');
    const known = this.#known.get(path);
    if (known?.stamp === stamp) return `${mode} ${known.hash}`;
    this.filesRead += 1;
    const readAt = this.#clock.now();
    const hash = await hashOf(path).catch(() => 'cannot be read');
    if (readAt - Number(found.ctimeNs / 1_000_000n) > settledMs) this.#known.set(path, { stamp, hash });
    return `${mode} ${hash}`;
  }
}

/** One hash of everything in some folders. */
export const fingerprintOf = (contents: readonly FolderContents[]): string => {
  const hash = createHash('sha256');
  for (const one of contents) hash.update(JSON.stringify([...one]));
  return hash.digest('hex');
};

/** The paths whose contents differ: changed, new, or gone. */
export const changedPaths = (before: FolderContents, after: FolderContents): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
