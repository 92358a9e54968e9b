import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outside, startOutside } from './outside.fixture.ts';

/** How a process ended, and what it printed. */
export interface Life {
  readonly signal: string | null;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether a sweep goes to every moment, as `pnpm sweep` does; otherwise it takes a sample. */
export const isWhole = process.env['STRATA_SWEEP'] === 'all';

/** One life of a process: a file of this folder. */
const live = (file: string, given: readonly string[]): Promise<Life> =>
  new Promise((resolve) => {
    const flags = ['--conditions=@strata/source', '--disable-warning=ExperimentalWarning'];
    execFile(process.execPath, [...flags, join(import.meta.dirname, file), ...given], (error, stdout, stderr) =>
      resolve({
        signal: error?.signal ?? null,
        code: error === null ? 0 : typeof error.code === 'number' ? error.code : null,
        stdout,
        stderr,
      }),
    );
  });

/** A process that is killed at a moment, and another one that goes on with its store. Both act on the same world. */
export const crashAt = async (
  file: string,
  moment: number,
  given: readonly string[],
): Promise<{ readonly first: Life; readonly last: Life; readonly outside: Outside }> => {
  const outside = await startOutside();
  const folder = await mkdtemp(join(tmpdir(), 'strata-crash-'));
  try {
    const where = [join(folder, 'runs.db'), outside.url];
    const first = await live(file, [...where, String(moment), ...given]);
    const last = first.code === 0 ? first : await live(file, [...where, '0', ...given]);
    return { first, last, outside };
  } finally {
    await outside[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
};

/** How many are killed at the same time: they wait more than they work. */
const lanes = 6;

/** Does something for each of some numbers, in lanes, until it says that there is no more to do. */
export const inLanes = async (next: () => number | undefined, act: (at: number) => Promise<boolean>): Promise<void> => {
  let isOver = false;
  const lane = async (): Promise<void> => {
    while (!isOver) {
      const at = next();
      if (at === undefined || !(await act(at))) isOver = true;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};
