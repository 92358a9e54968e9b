import { open } from 'node:fs/promises';
import { type Clock, sleepFor } from '@strata/core';
import type { BoundedOutput } from './bounded-output.ts';

/** How often the file is looked at while the command runs, in milliseconds. */
const lookMs = 50;

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
 * bounded itself. What is printed in the very moment of emptying is lost, and counted as left out.
 */
export const openOutputFile = async (path: string, output: BoundedOutput, clock: Clock): Promise<OutputFile> => {
  const file = await open(path, 'ax+');
  const over = new AbortController();
  const chunk = Buffer.alloc(chunkBytes);

  const read = async (from: number, to: number): Promise<void> => {
    let position = from;
    while (position < to) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunkBytes, to - position), position);
      if (bytesRead === 0) return;
      output.add(chunk.subarray(0, bytesRead));
      position += bytesRead;
    }
  };
  /** Takes what there is up to a size: one that prints on faster than it is read would never be at its end. */
  const take = async (size: number): Promise<void> => {
    const { maxBytes } = output;
    if (size <= 2 * maxBytes) return read(0, size);
    // What is in between would be left out anyway.
    await read(0, maxBytes);
    output.skip(size - 2 * maxBytes);
    await read(size - maxBytes, size);
  };
  const sizeNow = async (): Promise<number> => (await file.stat()).size;
  const empty = async (): Promise<void> => {
    while (await sleepFor(clock, lookMs, over.signal)) {
      const size = await sizeNow();
      if (size <= maxFileBytes) continue;
      await take(size);
      const lost = (await sizeNow()) - size;
      await file.truncate();
      if (lost > 0) output.skip(lost);
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
        await take(await sizeNow());
      } finally {
        await file.close();
      }
    },
  };
};
