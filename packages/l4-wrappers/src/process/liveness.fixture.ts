import { readFileSync, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** Whether a process runs. A zombie has ended, and only waits for its parent to notice. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
};

/** The process ids that a command printed in its first line. */
export const printedPids = (stdout: string): readonly number[] =>
  (stdout.split('\n')[0] ?? '').split(' ').filter(Boolean).map(Number);

/** The content of a file as soon as there is one that ends with a line break. */
export const watchFor = async (path: string): Promise<string> => {
  const content = () => readFile(path, 'utf8').catch(() => '');
  const { promise, resolve } = Promise.withResolvers<string>();
  const look = async (): Promise<void> => {
    const text = await content();
    if (text.endsWith('\n')) resolve(text);
  };
  const watcher = watch(dirname(path), (_event, name) => {
    if (name === null || name === basename(path)) void look();
  });
  await look();
  return promise.finally(() => watcher.close());
};
