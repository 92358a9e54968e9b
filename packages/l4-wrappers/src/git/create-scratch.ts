import { mkdir, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { applyTo } from './apply-patch.ts';
import { copyFolder } from './folder-copy.ts';
import { GitError } from './git-error.ts';
import { type Git, type GitSettings, createGit } from './git-process.ts';
import { type Repository, findRepository, headOf, withSideline } from './repository.ts';
import { makeScratch, removeScratch } from './scratch.ts';

/**
 * Makes a copy of what is committed, outside the repository, where changes can be tried. Files are as git stores
 * them, without conversion of line ends and with pointers in place of large files (LFS), as a commit needs them. A folder that is in no
 * repository is copied as it is, without installed packages and caches.
 *
 * A repeated call with the same `callId` replaces its own copy, hence `idempotent`.
 */
export const createScratch = defineOperation({
  name: 'create_scratch',
  summary: 'Copy the committed state of a project to a temporary folder.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    cwd: z.string().min(1).describe('A folder in the working copy, or the folder to copy'),
    patch: z.string().min(1).optional().describe('A patch to apply to the copy'),
  }),
  output: z.object({
    path: z.string().describe('The copy of the root: for apply_patch, read_changes and remove_scratch'),
    workdir: z.string().describe('The folder in the copy that corresponds to cwd'),
    base: z.enum(['head', 'folder']).describe('What was copied: the last commit, or the folder as it is'),
    head: z.string().nullable().describe('The commit that was copied; null when there is no repository'),
  }),
  undo: { operation: 'remove_scratch', request: (_input, output) => ({ path: output.path }) },
});

const repositoryOf = (git: Git, cwd: string): Promise<Repository | undefined> =>
  findRepository(git, cwd).catch((cause: unknown) => {
    if (cause instanceof GitError && cause.stderr.includes('not a git repository')) return undefined;
    throw cause;
  });

/** Checks the last commit out to another place, by a repository of our own that sees the user's objects. */
const checkOut = (git: Git, repository: Repository, tree: string): Promise<string> =>
  withSideline(git, repository, async ({ apart }) => {
    const head = headOf(repository);
    await git({ cwd: tree, env: { ...apart.env, GIT_WORK_TREE: tree } }, 'read-tree', ['--reset', '-u', head]);
    return head;
  });

/** Performs `create_scratch`. */
export const handleCreateScratch =
  (settings: GitSettings): Handler<typeof createScratch> =>
  async (input, ctx) => {
    const git = createGit(settings, ctx);
    const repository = await repositoryOf(git, input.cwd);
    if (repository !== undefined) headOf(repository);
    const path = await makeScratch(ctx.callId);
    try {
      await mkdir(path);
      const from = await realpath(input.cwd);
      let head: string | null = null;
      if (repository === undefined) await copyFolder(from, path, ctx.signal);
      else head = await checkOut(git, repository, path);
      if (input.patch !== undefined) await applyTo(git, { cwd: path, patch: input.patch, encoding: 'utf-8' });
      const workdir = repository === undefined ? path : join(path, relative(await realpath(repository.root), from));
      // A folder without any committed file is not in the copy; it is empty there.
      await mkdir(workdir, { recursive: true });
      return { path, workdir, base: head === null ? 'folder' : 'head', head };
    } catch (cause) {
      // A copy that stays is replaced by the next attempt at this call; why this one failed is worth more.
      await removeScratch(path).catch(() => undefined);
      throw cause;
    }
  };
