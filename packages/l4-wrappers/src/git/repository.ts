import { copyFile, mkdtemp, mkdir, realpath, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unlessMissing } from './found-file.ts';
import { type Git, type GitPlace } from './git-process.ts';
import { GitError, refused } from './git-error.ts';

/** A user's working copy. */
export interface Repository {
  /** The top folder of the working copy. */
  readonly root: string;
  /** The commit that is checked out; `null` before the first one. */
  readonly head: string | null;
}

/** Finds the working copy that a folder belongs to. @throws GitError when there is none. */
export const findRepository = async (git: Git, cwd: string): Promise<Repository> => {
  const root = (await git({ cwd }, 'rev-parse', ['--show-toplevel'])).slice(0, -1);
  const head = await git({ cwd: root }, 'rev-parse', ['--verify', '--quiet', 'HEAD^{commit}']).catch(
    (cause: unknown) => {
      // With --quiet, code 1 without a word means: there is no such commit.
      if (cause instanceof GitError && cause.exitCode === 1 && cause.stderr === '') return undefined;
      throw cause;
    },
  );
  return { root, head: head === undefined ? null : head.trim() };
};

/** The commit that is checked out. @throws GitRefusal before the first commit. */
export const headOf = (repository: Repository): string => {
  if (repository.head === null) throw refused(`${repository.root} has no commit yet`, 'Commit what is there first.');
  return repository.head;
};

/** Git's own quoting of a path in a list of paths (gitenvironment: GIT_ALTERNATE_OBJECT_DIRECTORIES). */
const quoted = (path: string): string => `"${path.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** A place beside a repository where git may write: everything of the repository can be read there. */
export interface Sideline {
  /** The temporary folder. */
  readonly folder: string;
  /** For commands on the user's repository: with another index, and new objects go elsewhere. */
  readonly beside: GitPlace;
  /** For commands on a bare repository of our own, without any configuration of the user's, that sees all objects. */
  readonly apart: GitPlace;
}

/** An environment in which git sees no configuration but the repository's own. */
const unconfigured = (home: string): Readonly<Record<string, string>> => ({
  HOME: home,
  XDG_CONFIG_HOME: home,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
});

/** Takes files as git stores them: line ends, keywords and large files stay unconverted, whatever the tree says. */
export const unconverted = '* -text -ident -filter -working-tree-encoding';

/** Makes a bare repository of our own in a folder. Nothing of the user's configuration is seen from it. */
export const makeBare = async (
  git: Git,
  folder: string,
  format: string,
): Promise<GitPlace & { readonly env: Readonly<Record<string, string>> }> => {
  const bare = join(folder, 'repository');
  const env = unconfigured(folder);
  await git({ cwd: folder, env }, 'init', ['--quiet', '--bare', '--template=', `--object-format=${format}`, bare]);
  await mkdir(join(bare, 'info'), { recursive: true });
  await writeFile(join(bare, 'info', 'attributes'), `${unconverted}\n`);
  return { cwd: bare, env: { ...env, GIT_DIR: bare } };
};

/** Copies the user's index, so that unchanged files need not be read again. */
const copyIndex = async (from: string, to: string): Promise<boolean> => {
  const found = await stat(from).catch(unlessMissing);
  if (found === undefined) return false;
  await copyFile(from, to);
  // Git reads a file again when it is not older than the index: an older date makes it read more, never less.
  const dateS = Math.floor(found.mtimeMs / 1_000);
  await utimes(to, dateS, dateS);
  return true;
};

/** Makes a sideline of a repository for as long as `use` takes. The repository itself is only read. */
export const withSideline = async <Output>(
  git: Git,
  repository: Repository,
  use: (sideline: Sideline) => Promise<Output>,
): Promise<Output> => {
  const { root } = repository;
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'strata-git-'));
  try {
    const paths = await git({ cwd: root }, 'rev-parse', [
      '--git-path',
      'objects',
      '--git-path',
      'index',
      '--show-object-format',
    ]);
    const [objects = '', index = '', format = 'sha1'] = paths.split('\n');
    const own = await makeBare(git, folder, format);
    const alternates = { GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(resolve(root, objects)) };
    const ownIndex = join(folder, 'index');
    const copied = await copyIndex(resolve(root, index), ownIndex);
    const env = { ...alternates, GIT_INDEX_FILE: ownIndex, GIT_OBJECT_DIRECTORY: join(own.cwd, 'objects') };
    const beside = { cwd: root, env };
    if (!copied) await git(beside, 'read-tree', [headOf(repository)]);
    return await use({ folder, beside, apart: { cwd: own.cwd, env: { ...own.env, ...alternates } } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
