import { open } from 'node:fs/promises';
import { type Clock, sleepFor } from '@strata/core';
import type { BoundedOutput } from './bounded-output.ts';

/** How often the file is looked at while the command runs, in milliseconds. */
const lookMs = 200;

/** What the file may hold before it is emptied, in bytes. */
const maxFileBytes = 64 * 1024 * 1024;

const chunkBytes = 1024 * 1024;

/** A file that a command prints to, and this process reads afterwards. */
export interface OutputFile {
  /** Where the command prints to. */
  readonly descriptor: number;
  /** Takes what is left, and closes the file. */
  end(): Promise<void>;
}

/**
 * Opens a file for a command to print to. A pipe wakes its reader for each piece, which costs the command more than the
 * printing does; a file is read at the end. One that grows beyond 64 MiB is emptied meanwhile, into an output that is
 * bounded itself; what is printed in the very moment of emptying is lost, in the midst of what is left out anyway.
 */
export const openOutputFile = async (path: string, output: BoundedOutput, clock: Clock): Promise<OutputFile> => {
  const file = await open(path, 'ax+');
  const over = new AbortController();
  const chunk = Buffer.alloc(chunkBytes);

  const take = async (): Promise<void> => {
    for (let position = 0; ;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, position);
      if (bytesRead === 0) return;
      output.add(chunk.subarray(0, bytesRead));
      position += bytesRead;
    }
  };
  const empty = async (): Promise<void> => {
    while (await sleepFor(clock, lookMs, over.signal)) {
      const { size } = await file.stat();
      if (size <= maxFileBytes) continue;
      await take();
      await file.truncate();
    }
  };

  const emptying = empty().then(
    () => undefined,
    (thrown: unknown) => ({ thrown }),
  );
  return {
    descriptor: file.fd,
    async end() {
      try {
        over.abort();
        const failed = await emptying;
        if (failed !== undefined) throw failed.thrown;
        await take();
      } finally {
        await file.close();
      }
    },
  };
};
