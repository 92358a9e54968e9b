import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { changedFile, lookAt, parseNumstat } from './changed-files.ts';
import { refused } from './git-error.ts';
import { type Git, type GitPlace, type GitSettings, createGit, fieldsOf } from './git-process.ts';
import { type PatchHeader, isAlreadyApplied, parsePatchHeaders } from './patch-headers.ts';
import { patchInput } from './patch-input.ts';
import { makeBare } from './repository.ts';

/**
 * Applies a patch to a folder, all of it or nothing. The folder need not be a repository, and when it is one, its
 * index stays as it is. A patch whose every file already has the content that the patch names is not applied again.
 *
 * Fails with `conflict` where the patch does not fit (the message names the file and the line), and with `refused`
 * when it changes nothing, is no patch, lacks the content of a binary file, or reaches outside the folder.
 */
export const applyPatch = defineOperation({
  name: 'apply_patch',
  summary: 'Apply a patch to a scratch copy.',
  effect: 'write',
  idempotent: true,
  input: patchInput,
  output: z.object({ files: z.array(changedFile) }),
  undo: (input) => ({ operation: 'revert_patch', cwd: input.cwd, patch: input.patch, encoding: input.encoding }),
});

const changesNothing = () => refused('the patch changes nothing', 'Make a change first, or give another patch.');

type PatchInput = z.output<typeof patchInput>;
type ChangedFile = z.output<typeof changedFile>;

type Direction = 'forward' | 'backward';

/** The files of a patch: what its headers say, and for a patch without them what the folder shows. */
const touchedFiles = async (
  headers: readonly PatchHeader[],
  named: readonly string[],
  cwd: string,
  direction: Direction,
) => {
  const touched = new Map<string, { readonly existed: boolean }>();
  for (const { before, after } of headers) {
    const [from, to] = direction === 'forward' ? [before, after] : [after, before];
    if (from !== undefined) touched.set(from, { existed: true });
    if (to !== undefined && !touched.has(to)) touched.set(to, { existed: false });
  }
  for (const path of named)
    if (!touched.has(path)) touched.set(path, { existed: (await lookAt(cwd, path)) !== undefined });
  return touched;
};

const apply = async (
  git: Git,
  place: GitPlace,
  file: string,
  headers: readonly PatchHeader[],
  direction: Direction,
) => {
  const reverse = direction === 'backward' ? ['--reverse'] : [];
  const numstat = parseNumstat(fieldsOf(await git(place, 'apply', ['--numstat', '-z', ...reverse, file])));
  if (numstat.length === 0) throw changesNothing();
  const named = numstat.map(({ path }) => path);
  const touched = await touchedFiles(headers, named, place.cwd, direction);
  if (!(await isAlreadyApplied(headers, place.cwd, direction)))
    await git(place, 'apply', ['--whitespace=nowarn', ...reverse, file]);
  const binaries = new Set(numstat.filter(({ binary }) => binary).map(({ path }) => path));
  const files = [...touched].map(async ([path, { existed }]) => {
    const now = await lookAt(place.cwd, path);
    const status: ChangedFile['status'] = now === undefined ? 'deleted' : existed ? 'modified' : 'added';
    return { path, status, binary: binaries.has(path), sizeBytes: 0, executable: false, ...now };
  });
  return { files: await Promise.all(files) };
};

/** Applies a patch, or takes it back. */
export const applyTo = async (
  git: Git,
  input: PatchInput,
  direction: Direction,
): Promise<{ readonly files: ChangedFile[] }> => {
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
    return await apply(git, { cwd, env: { ...env, GIT_WORK_TREE: cwd } }, file, headers, direction);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Performs `apply_patch`. */
export const handleApplyPatch =
  (settings: GitSettings): Handler<typeof applyPatch> =>
  (input, ctx) =>
    applyTo(createGit(settings, ctx), input, 'forward');
