import { Writable } from 'node:stream';
import { type Secret, redact } from '@strata/core';
import type { OutputStream } from './command-io.ts';

/**
 * A stream that takes secrets out of everything on its way to another stream, and else behaves like that one:
 * it knows the terminal's size and tells when that changes. A text has to be written whole, never in pieces.
 */
export class RedactedOutput extends Writable {
  readonly #target: OutputStream;
  readonly #secrets: readonly Secret[];
  /** What secrets have been taken out of already. */
  readonly #clean = new WeakSet<object>();

  constructor(target: OutputStream, secrets: readonly Secret[]) {
    super({ decodeStrings: false });
    this.#target = target;
    this.#secrets = secrets;
    // Whoever draws on a terminal listens for `resize`; without a listener of ours nobody hears of it.
    if (target.isTTY === true) target.on('resize', this.#resized);
  }

  readonly #resized = (): void => void this.emit('resize');

  get isTTY(): boolean {
    return this.#target.isTTY === true;
  }

  /** The width of the terminal in characters; 80 where there is none. */
  get columns(): number {
    return this.#target.columns || 80;
  }

  /** The height of the terminal in lines; 24 where there is none. */
  get rows(): number {
    return this.#target.rows || 24;
  }

  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    // A reader that has gone, as in `strata … | head`, must not keep anything from being undone.
    const clean = typeof chunk !== 'string' && this.#clean.has(chunk);
    this.#target.write(clean ? chunk : redact(String(chunk), this.#secrets), () => done());
  }

  /**
   * Writes a document as JSON. Secrets are taken out of its texts, not out of what is written: there a name may look
   * like one, and one that JSON has to escape looks like nothing.
   */
  writeJson(document: object): void {
    this.#write(document, 2);
  }

  /** The same in one line. */
  writeJsonLine(document: object): void {
    this.#write(document, 0);
  }

  #write(document: object, indent: number): void {
    const clean = (_name: string, value: unknown): unknown =>
      typeof value === 'string' ? redact(value, this.#secrets) : value;
    const bytes = Buffer.from(`${JSON.stringify(document, clean, indent)}\n`);
    this.#clean.add(bytes);
    this.write(bytes);
  }

  /** Lets go of the stream behind. */
  release(): void {
    this.#target.off('resize', this.#resized);
  }

  /** Resolves when everything written so far has been handed to the system. */
  flushed(): Promise<void> {
    return new Promise((resolve) => this.write('', () => resolve()));
  }
}
