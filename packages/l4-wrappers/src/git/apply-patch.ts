import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { changedFile, lookAt, parseNumstat } from './changed-files.ts';
import { noScratch, refused } from './git-error.ts';
import { type Git, type GitPlace, type GitSettings, createGit, fieldsOf } from './git-process.ts';
import { type PatchHeader, isAlreadyApplied, parsePatchHeaders } from './patch-headers.ts';
import { makeBare } from './repository.ts';
import { isScratch } from './scratch.ts';

/**
 * Applies a patch to a scratch copy, all of it or nothing. A patch whose every file already has the content that the
 * patch names is not applied again.
 *
 * Fails with `conflict` where the patch does not fit (the message names the file and the line), and with `refused`
 * when it changes nothing, is no patch, lacks the content of a binary file, or reaches outside the folder, and when
 * the folder is no scratch copy.
 */
export const applyPatch = defineOperation({
  name: 'apply_patch',
  summary: 'Apply a patch to a scratch copy.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    cwd: z.string().min(1).describe('The path that create_scratch gave'),
    patch: z.string().describe('The patch, as git diff --binary prints it'),
    encoding: z.enum(['utf-8', 'base64']).default('utf-8').describe('base64: for a patch that is not UTF-8'),
  }),
  output: z.object({ files: z.array(changedFile) }),
  // Removing the copy, which undoes `create_scratch`, takes the patch back too; nothing else sees it.
  undo: { operation: 'remove_scratch', request: (): { readonly path: string } | undefined => undefined },
});

const changesNothing = () => refused('the patch changes nothing', 'Make a change first, or give another patch.');

type PatchInput = z.output<typeof applyPatch.input>;
type ChangedFile = z.output<typeof changedFile>;

/** The files of a patch: what its headers say, and for a patch without them what the folder shows. */
const touchedFiles = async (headers: readonly PatchHeader[], named: readonly string[], cwd: string) => {
  const touched = new Map<string, { readonly existed: boolean }>();
  for (const { before, after } of headers) {
    if (before !== undefined) touched.set(before, { existed: true });
    if (after !== undefined && !touched.has(after)) touched.set(after, { existed: false });
  }
  for (const path of named)
    if (!touched.has(path)) touched.set(path, { existed: (await lookAt(cwd, path)) !== undefined });
  return touched;
};

const apply = async (git: Git, place: GitPlace, file: string, headers: readonly PatchHeader[]) => {
  const numstat = parseNumstat(fieldsOf(await git(place, 'apply', ['--numstat', '-z', file])));
  if (numstat.length === 0) throw changesNothing();
  const named = numstat.map(({ path }) => path);
  const touched = await touchedFiles(headers, named, place.cwd);
  if (!(await isAlreadyApplied(headers, place.cwd))) await git(place, 'apply', ['--whitespace=nowarn', file]);
  const binaries = new Set(numstat.filter(({ binary }) => binary).map(({ path }) => path));
  const files = [...touched].map(async ([path, { existed }]) => {
    const now = await lookAt(place.cwd, path);
    const status: ChangedFile['status'] = now === undefined ? 'deleted' : existed ? 'modified' : 'added';
    return { path, status, binary: binaries.has(path), sizeBytes: 0, executable: false, ...now };
  });
  return { files: await Promise.all(files) };
};

/** Applies a patch to a folder, which need not be a repository; when it is one, its index stays as it is. */
export const applyTo = async (git: Git, input: PatchInput): Promise<{ readonly files: ChangedFile[] }> => {
  if (input.patch.trim() === '') throw changesNothing();
  const cwd = await realpath(input.cwd);
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'strata-git-'));
  try {
    const file = join(folder, 'patch');
    await writeFile(file, Buffer.from(input.patch, input.encoding));
    const headers = parsePatchHeaders(Buffer.from(input.patch, input.encoding).toString());
    const format = headers.some(({ afterHash }) => afterHash?.length === 64) ? 'sha256' : 'sha1';
    // With a repository of its own, git neither converts line ends nor passes over what is outside of a subfolder.
    const { env } = await makeBare(git, folder, format);
    return await apply(git, { cwd, env: { ...env, GIT_WORK_TREE: cwd } }, file, headers);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Performs `apply_patch`. */
export const handleApplyPatch =
  (settings: GitSettings): Handler<typeof applyPatch> =>
  async (input, ctx) => {
    if (!(await isScratch(await realpath(input.cwd)))) throw noScratch(input.cwd);
    return applyTo(createGit(settings, ctx), input);
  };
