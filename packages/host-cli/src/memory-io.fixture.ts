import { PassThrough } from 'node:stream';
import type { CommandIo } from './command-io.ts';

/** Streams in memory, and what was written to them. */
export interface MemoryIo extends CommandIo {
  readonly stdin: PassThrough & { isTTY?: boolean; setRawMode?: () => void };
  readonly stdout: MemoryStream;
  readonly stderr: MemoryStream;
}

/** A stream that keeps what is written to it, and may pass for a terminal. */
export class MemoryStream extends PassThrough {
  text = '';
  readonly isTTY: boolean;
  columns = 80;
  rows = 40;
  #watched: { readonly text: string; readonly found: () => void } | undefined;

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
    this.on('data', (chunk: Uint8Array) => {
      this.text += String(chunk);
      if (this.#watched !== undefined && this.text.includes(this.#watched.text)) this.#watched.found();
    });
  }

  /** Resolves as soon as a text has been written. */
  holds(text: string): Promise<void> {
    return new Promise((found) => {
      this.#watched = { text, found };
      if (this.text.includes(text)) found();
    });
  }
}

/** Makes them; on a terminal all three are one. */
export const memoryIo = (env: CommandIo['env'] = {}, terminal = false): MemoryIo => {
  const stdin: MemoryIo['stdin'] = new PassThrough();
  if (terminal) Object.assign(stdin, { isTTY: true, setRawMode: () => {} });
  return { stdin, stdout: new MemoryStream(terminal), stderr: new MemoryStream(terminal), env };
};
