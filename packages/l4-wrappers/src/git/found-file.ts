import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';

/** Takes a missing file as `undefined`. @throws whatever else kept from looking: it does not say that nothing is there. */
export const unlessMissing = (cause: unknown): undefined => {
  if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return;
  throw cause;
};

/** What is at a path, a symbolic link as itself; `undefined` when nothing is. */
export const findFile = (path: string): Promise<Stats | undefined> => lstat(path).catch(unlessMissing);
