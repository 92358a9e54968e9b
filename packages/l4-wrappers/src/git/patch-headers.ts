import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { findFile } from './found-file.ts';

/** What a patch says about one file, as far as its header goes. A side without a path has no file. */
export interface PatchHeader {
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** The beginning of the hash of the content; zeros where there is no file. */
  readonly afterHash: string | undefined;
  /** Git's mode (100644, 100755, 120000), where the patch changes or names it. */
  readonly afterMode: string | undefined;
  /** Whether lines or bytes follow; a new mode or name alone has none. */
  readonly hasContent: boolean;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

/** Undoes git's C-style quoting of a path: octal escapes are bytes of UTF-8. */
export const unquotePath = (path: string): string => {
  if (!path.startsWith('"')) return path;
  const bytes = path
    .slice(1, -1)
    .replaceAll(/\\([abtnvfr"\\])|\\([0-7]{3})|([^\\]+)/g, (_, letter?: string, octal?: string, plain?: string) => {
      if (letter !== undefined) return escapes[letter] ?? '';
      return octal === undefined
        ? Buffer.from(plain ?? '').toString('latin1')
        : String.fromCharCode(Number.parseInt(octal, 8));
    });
  return Buffer.from(bytes, 'latin1').toString();
};

const sideOf = (header: string, pattern: RegExp): string | undefined => {
  const quoted = header.match(pattern)?.[1];
  return quoted === undefined ? undefined : unquotePath(quoted);
};

/** Both names in `diff --git` are the same unless the file is renamed, and then other lines say so. */
export const sameName = (first: string): string | undefined => {
  if (first.startsWith('"')) return sideOf(first, /^("(?:[^"\\]|\\.)*") /)?.slice(2);
  const half = (first.length - 1) / 2;
  const [before, after] = [first.slice(0, half), first.slice(half + 1)];
  return before.slice(2) === after.slice(2) ? before.slice(2) : undefined;
};

const headerOf = (section: string): PatchHeader => {
  const end = section.search(/^(?:@@ |GIT binary patch$)/m);
  const header = end === -1 ? section : section.slice(0, end);
  const [first = ''] = header.split('\n', 1);
  const both = sameName(first);
  return {
    before: /^new file mode /m.test(header) ? undefined : (sideOf(header, /^rename from (.+)$/m) ?? both),
    after: /^deleted file mode /m.test(header) ? undefined : (sideOf(header, /^(?:rename|copy) to (.+)$/m) ?? both),
    afterHash: header.match(/^index [0-9a-f]+\.\.([0-9a-f]+)/m)?.[1],
    afterMode: sideOf(header, /^new(?: file)? mode (\d+)$/m),
    hasContent: end !== -1,
  };
};

/** Reads the headers of a patch in git's own form; a patch without them gives none. */
export const parsePatchHeaders = (patch: string): readonly PatchHeader[] =>
  patch
    .split(/^diff --git /m)
    .slice(1)
    .map(headerOf);

/** A file as a patch speaks of it: what git calls its content, by either kind of hash, and its mode. */
const fileAt = async (
  path: string,
): Promise<{ readonly hashes: readonly string[]; readonly mode: string } | undefined> => {
  const found = await findFile(path);
  if (found === undefined || found.isDirectory()) return undefined;
  const link = found.isSymbolicLink();
  const content = link ? await readlink(path, { encoding: 'buffer' }) : await readFile(path);
  const hashes = ['sha1', 'sha256'].map((kind) =>
    createHash(kind).update(`blob ${content.length}\0`).update(content).digest('hex'),
  );
  return { hashes, mode: link ? '120000' : (found.mode & 0o100) === 0 ? '100644' : '100755' };
};

/** Whether a file already is as one section of a patch would leave it. */
const stands = async (header: PatchHeader, cwd: string, made: ReadonlySet<string | undefined>): Promise<boolean> => {
  const { before, after, afterHash, afterMode, hasContent } = header;
  const goes = before !== undefined && before !== after && !made.has(before);
  if (goes && (await fileAt(join(cwd, before))) !== undefined) return false;
  if (after === undefined) return before !== undefined;
  const file = await fileAt(join(cwd, after));
  // A section that does not name what it leads to leaves git to find out.
  if (file === undefined || (afterHash === undefined && (hasContent || afterMode === undefined))) return false;
  return (
    (afterHash === undefined || file.hashes.some((own) => own.startsWith(afterHash))) &&
    (afterMode === undefined || afterMode === file.mode)
  );
};

/** Whether every file already is as the patch would leave it. A patch without git's headers never says so. */
export const isAlreadyApplied = async (headers: readonly PatchHeader[], cwd: string): Promise<boolean> => {
  // A file that becomes a link, or the other way round, is two sections: it goes, and it is made anew.
  const made = new Set(headers.map(({ after }) => after));
  for (const header of headers) if (!(await stands(header, cwd, made))) return false;
  return headers.length > 0;
};
