import { readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

const isCode = (thrown: unknown, code: string): boolean =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === code;

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // It runs, and belongs to somebody else.
    return isCode(thrown, 'EPERM');
  }
};

/** When a process began, in ticks since the machine did: field 22 of proc_pid_stat(5). Empty where that is not told. */
const beginningOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before it may hold spaces and brackets; the first field after it is the third.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
};

const owner = (): string => `${process.pid} ${hostname()} ${beginningOf(process.pid)}`.trim();

/**
 * Whether a lock was left behind by a process of this machine that is no more. Numbers are given again, in a container
 * that was started anew even the same one to the same program, so the time at which a process began counts as well.
 */
const isLeftBehind = (text: string): boolean => {
  const [pid = '', host, began] = text.trim().split(' ');
  if (host !== hostname() || !/^[1-9]\d*$/.test(pid)) return false;
  if (Number(pid) === process.pid) return text.trim() !== owner();
  if (!isRunning(Number(pid))) return true;
  const begins = beginningOf(Number(pid));
  return began !== undefined && begins !== '' && began !== begins;
};

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/**
 * Takes a lock: a file that names its owner. One that was left behind is taken over, by one process only: whoever wants
 * it takes `<path>.next` first, looks again, and puts that in its place, which gives `<path>.next` back as well.
 *
 * @throws Error when somebody else holds it, or is just taking it over.
 */
export const takeLock = async (path: string): Promise<void> => {
  try {
    await writeFile(path, `${owner()}\n`, { flag: 'wx' });
    return;
  } catch (thrown) {
    if (!isCode(thrown, 'EEXIST')) throw thrown;
  }
  const text = await textOf(path);
  if (!isLeftBehind(text)) throw new Error(`${path} is held by process ${text.trim()}`);
  const next = `${path}.next`;
  await takeLock(next);
  // Nobody but the holder of `next` replaces what was left behind, so what is seen now stays.
  if (isLeftBehind(await textOf(path))) return rename(next, path);
  await rm(next, { force: true });
  throw new Error(`${path} was taken by another process just now`);
};

/** Gives a lock back that this process holds. */
export const giveLockBack = (path: string): Promise<void> => rm(path, { force: true });
