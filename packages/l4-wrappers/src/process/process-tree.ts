import { readFile, readdir } from 'node:fs/promises';
import { execa } from 'execa';

/**
 * The variable that marks a command's processes: the marks of all commands that they run in, outermost first.
 * Children inherit it, also those that leave group and session.
 */
const variable = 'STRATA_COMMAND';

/** The environment that marks a command, on top of the mark of a command that this process itself runs in. */
export const markedEnvironment = (mark: string): Readonly<Record<string, string>> => ({
  [variable]: `${process.env[variable] ?? ''}/${mark}`,
});

const entryWith = (mark: string): RegExp => new RegExp(`(?:^|\\0| )${variable}=[0-9a-f/-]*/${mark}`);

const fromProc = async (mark: string): Promise<readonly number[]> => {
  const names = await readdir('/proc');
  const held = await Promise.all(
    names.map(async (name) => {
      if (!/^\d+$/.test(name)) return [];
      // Processes of other people cannot be read, and are not ours.
      const environment = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '');
      return entryWith(mark).test(environment) ? [Number(name)] : [];
    }),
  );
  return held.flat();
};

/** BSD's `ps -E` appends the environment to the command. */
const fromPs = async (mark: string): Promise<readonly number[]> => {
  const { stdout } = await execa('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { reject: false });
  return stdout.split('\n').flatMap((line) => (entryWith(mark).test(line) ? [Number.parseInt(line, 10)] : []));
};

/** The processes that carry a mark. One that emptied its own environment is not found. */
export const markedProcesses = (mark: string): Promise<readonly number[]> =>
  process.platform === 'linux' ? fromProc(mark) : fromPs(mark);

/** Ends every process that carries a mark, and those that they start meanwhile. */
export const killMarked = async (mark: string): Promise<void> => {
  // Each round kills whole generations; a process that forks faster than that is given up on, not waited for.
  for (let round = 0; round < 20; round += 1) {
    const pids = await markedProcesses(mark);
    if (pids.length === 0) return;
    for (const pid of pids) killProcess(pid);
  }
};

const killProcess = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (cause) {
    // It has ended by itself, which is as good.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause;
  }
};
