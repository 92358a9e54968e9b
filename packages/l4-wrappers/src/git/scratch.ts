import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, readdir, realpath, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { unlessMissing } from './found-file.ts';

/** The file beside a scratch copy's tree that says that it is one, and ours to remove. */
const markerName = '.strata-scratch';
const treeName = 'tree';

/** Makes the folder of a scratch copy and gives the path of its tree, which is not there yet. */
export const makeScratch = async (callId: string | undefined): Promise<string> => {
  const prefix = join(await realpath(tmpdir()), 'strata-scratch-');
  if (callId === undefined) return mark(await mkdtemp(prefix));
  // The same call comes back to the same place: what it left half done the first time goes.
  const folder = `${prefix}${createHash('sha256').update(callId).digest('hex').slice(0, 24)}`;
  await removeScratch(join(folder, treeName));
  // It may have ended before it left its marker; anything but an empty folder is not ours, and `mkdir` says so.
  await rmdir(folder).catch(() => undefined);
  await mkdir(folder, { mode: 0o700 });
  return mark(folder);
};

const mark = async (folder: string): Promise<string> => {
  const tree = join(folder, treeName);
  await writeFile(join(folder, markerName), `${tree}\n`);
  return tree;
};

/** Whether a path is the tree of a scratch copy that `makeScratch` has made. */
export const isScratch = async (tree: string): Promise<boolean> => {
  if (basename(tree) !== treeName) return false;
  const marked = await readFile(join(dirname(tree), markerName), 'utf8').catch(unlessMissing);
  return marked === `${tree}\n`;
};

/** Gives back the right to delete, which tests like to take away. */
const unlock = async (folder: string): Promise<void> => {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await unlock(join(folder, entry.name));
};

/** Removes a scratch copy with its marker, the marker last. False when there is none at that path. */
export const removeScratch = async (tree: string): Promise<boolean> => {
  if (!(await isScratch(tree))) return false;
  const remove = () => rm(tree, { recursive: true, force: true });
  await remove().catch(async () => {
    await unlock(tree);
    await remove();
  });
  await rm(dirname(tree), { recursive: true, force: true });
  return true;
};
