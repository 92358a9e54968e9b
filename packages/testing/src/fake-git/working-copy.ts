import { blobSha, treeSha } from '../fake/git-objects.ts';
import { notFound } from '../fake/fake-refusal.ts';

/** A file as text, and whether it may be executed. */
export interface FakeFile {
  readonly content: string;
  readonly executable: boolean;
}

/** Files by their paths. */
export type FakeFiles = Readonly<Record<string, FakeFile>>;

/** A working copy: what its last commit has, and what is there now. */
export interface WorkingCopy {
  readonly root: string;
  branch: string | null;
  head: string;
  committed: FakeFiles;
  files: FakeFiles;
}

/** A scratch copy. */
export interface Scratch {
  readonly path: string;
  files: FakeFiles;
}

/** Everything that a fake git holds. */
export interface GitState {
  /** Working copies by their roots. */
  readonly copies: Map<string, WorkingCopy>;
  /** Scratch copies by their paths. */
  readonly scratches: Map<string, Scratch>;
}

/** The name that git gives a file's content. */
export const shaOf = (file: FakeFile): string => blobSha(Buffer.from(file.content));

/** A name for a commit that has these files; the same files have the same. */
export const headOf = (files: FakeFiles): string =>
  treeSha(
    Object.fromEntries(
      Object.entries(files).map(([path, file]) => [
        path,
        { mode: file.executable ? '100755' : '100644', sha: shaOf(file) },
      ]),
    ),
  );

const isIn = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** The working copy that a folder is in. Fails with `not_found`. */
export const copyAt = (state: GitState, cwd: string): WorkingCopy => {
  const found = [...state.copies.values()].find(({ root }) => isIn(root, cwd));
  if (found === undefined) throw notFound('the folder is in no git repository');
  return found;
};

/** What is below a folder now, of a working copy or a scratch copy. Fails with `not_found`. */
export const filesAt = (state: GitState, cwd: string): FakeFiles => {
  const held = [
    ...[...state.copies.values()].map(({ root, files }) => ({ root, files })),
    ...[...state.scratches.values()].map(({ path, files }) => ({ root: path, files })),
  ].find(({ root }) => isIn(root, cwd));
  if (held === undefined) throw notFound(`there is no ${cwd}`);
  const below = cwd === held.root ? '' : `${cwd.slice(held.root.length + 1)}/`;
  return Object.fromEntries(
    Object.entries(held.files).flatMap(([path, file]) =>
      path.startsWith(below) ? [[path.slice(below.length), file]] : [],
    ),
  );
};

/** What differs between two moments, by path. */
export const changesOf = (before: FakeFiles, after: FakeFiles) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted().flatMap((path) => {
    const [was, is] = [before[path], after[path]];
    if (was?.content === is?.content && was?.executable === is?.executable) return [];
    const status =
      was === undefined ? ('added' as const) : is === undefined ? ('deleted' as const) : ('modified' as const);
    const sizeBytes = Buffer.byteLength(is?.content ?? '');
    return [{ path, status, binary: false, sizeBytes, executable: is?.executable ?? false }];
  });
