import type { Readable } from 'node:stream';
import { type BoundedOutput, createBoundedOutput } from '../process/bounded-output.ts';

/** What a container printed, up to a bound. */
interface ContainerOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** True when something was left out. */
  readonly truncated: boolean;
}

/** Takes the engine's output stream apart. */
export interface OutputCollector {
  add(chunk: Uint8Array): void;
  output(): ContainerOutput;
}

/** A frame is one byte of stream (1 stdout, 2 stderr), three of nothing, four of length (Docker's API, "Attach to a container"). */
const headerBytes = 8;

/**
 * Makes a collector that keeps `maxBytes` of each of the two streams, in memory of that size however much is printed.
 * `framed: false` takes what a container with a terminal prints: one stream, without frames.
 */
export const createOutputCollector = (maxBytes: number, { framed = true } = {}): OutputCollector => {
  const kept = { stdout: createBoundedOutput(maxBytes), stderr: createBoundedOutput(maxBytes) };
  let header = Buffer.alloc(0);
  let target: BoundedOutput = kept.stdout;
  let missingBytes = 0;
  return {
    add(chunk) {
      if (!framed) return kept.stdout.add(chunk);
      let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      while (rest.length > 0) {
        if (missingBytes > 0) {
          const part = rest.subarray(0, missingBytes);
          target.add(part);
          missingBytes -= part.length;
          rest = rest.subarray(part.length);
          continue;
        }
        const part = rest.subarray(0, headerBytes - header.length);
        header = Buffer.concat([header, part]);
        rest = rest.subarray(part.length);
        if (header.length < headerBytes) continue;
        target = header.readUInt8(0) === 2 ? kept.stderr : kept.stdout;
        missingBytes = header.readUInt32BE(4);
        header = Buffer.alloc(0);
      }
    },
    output: () => ({
      stdout: kept.stdout.text(),
      stderr: kept.stderr.text(),
      truncated: kept.stdout.truncated || kept.stderr.truncated,
    }),
  };
};

/** Feeds a stream to a collector; resolves at its end, rejects when it breaks or the signal aborts. */
export const collect = (stream: Readable, collector: OutputCollector, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = (): void => void stream.destroy(new Error('broken off'));
    signal.addEventListener('abort', abort, { once: true });
    stream.on('data', (chunk: Uint8Array) => collector.add(chunk));
    stream.once('end', resolve);
    stream.once('error', reject);
    stream.once('close', () => {
      signal.removeEventListener('abort', abort);
      // Named as Node names a connection that broke, which it is.
      reject(Object.assign(new Error('the engine broke off the output'), { code: 'ECONNRESET' }));
    });
    if (signal.aborted) abort();
  });
