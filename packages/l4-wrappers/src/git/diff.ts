import { isUtf8 } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { changedFile, lookAt, parseNumstat } from './changed-files.ts';
import { refused } from './git-error.ts';
import { type Git, type GitSettings, createGit, fieldsOf } from './git-process.ts';
import { sameName } from './patch-headers.ts';
import { type Sideline, findRepository, headOf, unconverted, withSideline } from './repository.ts';

/**
 * Takes everything that a working copy has changed since its last commit, staged or not, with files that git does
 * not know yet and without those that it ignores. The repository is not written to, its index included.
 *
 * The patch is plain text whatever the files hold: those that are not UTF-8 are in it as binary patches.
 */
export const diff = defineOperation({
  name: 'diff',
  summary: 'Take all uncommitted changes of a working copy as a patch.',
  effect: 'read',
  input: z.object({ cwd: z.string().min(1).describe('A folder in the working copy; the whole copy is compared') }),
  output: z.object({
    patch: z.string().describe('For apply_patch at the root; empty when nothing has changed'),
    files: z.array(changedFile),
    root: z.string().describe('The top folder of the working copy'),
    head: z.string().describe('The commit that the patch starts from'),
  }),
});

interface Trees {
  readonly before: string;
  readonly after: string;
}

const patchArgs = [
  '-r',
  '--no-renames',
  '--full-index',
  '--binary',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '-U3',
];

const readPatch = async (
  git: Git,
  sideline: Sideline,
  trees: Trees,
  paths: readonly string[] = [],
): Promise<Buffer> => {
  const file = join(sideline.folder, 'patch');
  const args = [...patchArgs, '--src-prefix=a/', '--dst-prefix=b/', `--output=${file}`, trees.before, trees.after];
  await git(sideline.apart, 'diff-tree', [...args, '--', ...paths]);
  return readFile(file);
};

/** A path as a pattern in an attributes file that matches it alone (gitattributes(5)). */
const patternOf = (path: string): string => {
  const escaped = `/${path.replaceAll(/[\\*?[]/g, String.raw`\$&`)}`;
  return `"${escaped.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
};

/** Git can't tell where a name with spaces ends when no other line repeats it; in quotes it can, and needs no escapes. */
const quoteSpaces = (patch: string, paths: readonly string[]): string => {
  const spaced = paths.filter((path) => path.includes(' '));
  const quoted = new Map(
    spaced.map((path) => [`diff --git a/${path} b/${path}`, `diff --git "a/${path}" "b/${path}"`]),
  );
  return quoted.size === 0
    ? patch
    : patch
        .split('\n')
        .map((line) => quoted.get(line) ?? line)
        .join('\n');
};

/** The part of a patch that is about this very path: asked for a file, git also tells of a folder that is in its place now. */
const partOf = (patch: Buffer, path: string): Buffer => {
  const sections = patch.toString('latin1').split(/^diff --git /m);
  const own = sections.filter((section) => {
    const [first = ''] = section.split('\n', 1);
    return sameName(Buffer.from(first, 'latin1').toString()) === path;
  });
  return Buffer.from(own.join(''), 'latin1');
};

/** The patch as text. Files that would make it something else than UTF-8 are declared binary, one by one. */
const textPatch = async (git: Git, sideline: Sideline, trees: Trees, paths: readonly string[]): Promise<string> => {
  const patch = await readPatch(git, sideline, trees);
  if (isUtf8(patch)) return patch.toString();
  const patterns: string[] = [];
  for (const path of paths) {
    if (!isUtf8(partOf(await readPatch(git, sideline, trees, [path]), path))) patterns.push(`${patternOf(path)} -diff`);
  }
  await writeFile(join(sideline.apart.cwd, 'info', 'attributes'), `${[unconverted, ...patterns].join('\n')}\n`);
  const text = await readPatch(git, sideline, trees);
  if (!isUtf8(text))
    throw refused('a symbolic link points to a name that is not UTF-8', 'Point it somewhere else, or leave it out.');
  return text.toString();
};

/** Other repositories inside this one are commits, not files: no patch can carry them. */
const refuseRepositories = async (git: Git, sideline: Sideline, trees: Trees): Promise<void> => {
  const fields = fieldsOf(
    await git(sideline.apart, 'diff-tree', ['-r', '-z', '--no-renames', trees.before, trees.after]),
  );
  const found = fields.findIndex((field) => /^:(?:160000 \d+|\d+ 160000) /.test(field));
  if (found === -1) return;
  throw refused(
    `${fields[found + 1] ?? ''} is a repository of its own, and its commit has changed`,
    'Take it back to the commit that is recorded, or name it in .gitignore.',
  );
};

/** Writes the working copy's present state as a tree, into the sideline. */
const writeTrees = async (git: Git, sideline: Sideline, head: string): Promise<Trees> => {
  await git(sideline.beside, 'add', ['--all', '--', '.']);
  const after = (await git(sideline.beside, 'write-tree', [])).trim();
  return { before: `${head}^{tree}`, after };
};

/** Performs `diff`. */
export const handleDiff =
  (settings: GitSettings): Handler<typeof diff> =>
  async (input, ctx) => {
    const git = createGit(settings, ctx);
    const repository = await findRepository(git, input.cwd);
    const { root } = repository;
    const head = headOf(repository);
    return withSideline(git, repository, async (sideline) => {
      const trees = await writeTrees(git, sideline, head);
      await refuseRepositories(git, sideline, trees);
      const names = fieldsOf(
        await git(sideline.apart, 'diff-tree', [
          '-r',
          '-z',
          '--no-renames',
          '--name-status',
          trees.before,
          trees.after,
        ]),
      );
      const paths = names.filter((_, position) => position % 2 === 1);
      const unreadable = paths.find((path) => path.includes('\uFFFD'));
      if (unreadable !== undefined)
        throw refused(`the name ${unreadable} is not UTF-8`, 'Rename the file, or name it in .gitignore.');
      const patch = quoteSpaces(await textPatch(git, sideline, trees, paths), paths);
      const numstat = parseNumstat(
        fieldsOf(
          await git(sideline.apart, 'diff-tree', ['-r', '-z', '--no-renames', '--numstat', trees.before, trees.after]),
        ),
      );
      const binaries = new Set(numstat.filter(({ binary }) => binary).map(({ path }) => path));
      const files = await Promise.all(
        paths.map(async (path, position) => {
          const letter = names[2 * position];
          const now = letter === 'D' ? undefined : await lookAt(root, path);
          const word = letter === 'A' ? 'added' : letter === 'D' ? 'deleted' : 'modified';
          return { path, status: word, binary: binaries.has(path), sizeBytes: 0, executable: false, ...now } as const;
        }),
      );
      return { patch, files, root, head };
    });
  };
