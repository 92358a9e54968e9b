import { type FileHandle, open } from 'node:fs/promises';
import { type Clock, sleepFor } from '@strata/core';

/** How often a file is looked at while it grows, in milliseconds. */
const pollMs = 100;

const chunkBytes = 64 * 1024;

/** Reads a file's lines, each once, as they are written. */
export interface LineFollower {
  /** Reads what is there by now, and is over. @throws Error what `onLine` threw first. */
  finish(): Promise<void>;
}

/** Reads on from where it was; what follows the last line's end waits for the rest of its line. */
class LineReader {
  readonly #path: string;
  readonly #onLine: (line: string) => void | Promise<void>;
  #file: FileHandle | undefined;
  readonly #chunk = Buffer.alloc(chunkBytes);
  #position = 0;
  #rest = '';

  constructor(path: string, onLine: (line: string) => void | Promise<void>) {
    this.#path = path;
    this.#onLine = onLine;
  }

  async readOn(): Promise<void> {
    this.#file ??= await open(this.#path).catch(() => undefined);
    const chunk = this.#chunk;
    for (;;) {
      const { bytesRead } = (await this.#file?.read(chunk, 0, chunkBytes, this.#position)) ?? { bytesRead: 0 };
      if (bytesRead === 0) return;
      this.#position += bytesRead;
      const lines = (this.#rest + chunk.toString('latin1', 0, bytesRead)).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) await this.#onLine(line);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

/**
 * Follows a file of ASCII lines. It is looked at every 100 ms, which works on every system and through the mounts of a
 * container, where notices of a change get lost; without `live` only at the end. A line is taken when the one before was
 * dealt with; the file itself holds what has not been.
 */
export const followLines = (
  path: string,
  options: { readonly clock: Clock; readonly live: boolean },
  onLine: (line: string) => void | Promise<void>,
): LineFollower => {
  const over = new AbortController();
  const reader = new LineReader(path, onLine);
  const follow = async (): Promise<void> => {
    if (options.live) while (await sleepFor(options.clock, pollMs, over.signal)) await reader.readOn();
  };
  const following = follow().then(
    () => undefined,
    (thrown: unknown) => ({ thrown }),
  );
  return {
    finish: async () => {
      try {
        over.abort();
        const failed = await following;
        if (failed !== undefined) throw failed.thrown;
        await reader.readOn();
      } finally {
        await reader.close();
      }
    },
  };
};
