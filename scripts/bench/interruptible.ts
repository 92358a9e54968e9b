import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from './row.ts';

/** A folder of its own, which is gone when the scope ends. */
export const scratchFolder = (scope: AsyncDisposableStack): string =>
  scope.adopt(mkdtempSync(join(tmpdir(), 'strata-bench-')), (folder) =>
    rmSync(folder, { recursive: true, force: true }),
  );

/** Runs a bench in a scope of what it starts, which ends with the bench, and when somebody interrupts it. */
export const interruptible =
  (work: (scope: AsyncDisposableStack) => Promise<readonly Row[]>) => async (): Promise<readonly Row[]> => {
    const listening = new AbortController();
    const interrupted = Promise.race(
      ['SIGINT', 'SIGTERM'].map((signal) => once(process, signal, { signal: listening.signal })),
    ).then(
      () => 'interrupted' as const,
      () => 'over' as const,
    );
    try {
      await using scope = new AsyncDisposableStack();
      const rows = await Promise.race([work(scope), interrupted]);
      if (typeof rows !== 'string') return rows;
    } finally {
      listening.abort();
    }
    // Nobody aborts the listening before the work is over, so this was a signal.
    process.exit(130);
  };
