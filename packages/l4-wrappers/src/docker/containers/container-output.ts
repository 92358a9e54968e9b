import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { createBoundedOutput } from '../../process/bounded-output.ts';

/** What a container printed, up to a bound. */
export interface ContainerOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** True when something was left out. */
  readonly truncated: boolean;
}

/** A piece of what a container prints, as it comes. A character of several bytes is never cut in two. */
export const outputPart = z.object({
  stream: z.enum(['stdout', 'stderr']).describe('Which of the two it was printed to.'),
  text: z.string().describe('The next piece of the text: not a line, but whatever came at once.'),
});

/** A piece of what a container prints. */
export type OutputPart = z.output<typeof outputPart>;

/** Takes the engine's output stream apart. */
export interface OutputCollector {
  /** Keeps a chunk of the stream; answers the pieces that it brought. */
  add(chunk: Uint8Array): readonly OutputPart[];
  /** Goes on with another stream, which tells everything from the beginning: what has been kept is passed over. */
  restart(): void;
  /** Says that the rest of the output cannot be had. */
  giveUp(): void;
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
  const decoders = { stdout: new StringDecoder(), stderr: new StringDecoder() };
  let target: OutputPart['stream'] = 'stdout';
  let missingBytes = 0;
  let isCut = false;
  const seenBytes = { stdout: 0, stderr: 0 };
  const passedOverBytes = { stdout: 0, stderr: 0 };
  const keep = (stream: OutputPart['stream'], told: Uint8Array): readonly OutputPart[] => {
    const bytes = told.subarray(passedOverBytes[stream]);
    passedOverBytes[stream] -= told.length - bytes.length;
    seenBytes[stream] += bytes.length;
    kept[stream].add(bytes);
    const text = decoders[stream].write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return text === '' ? [] : [{ stream, text }];
  };
  return {
    add(chunk) {
      if (!framed) return keep('stdout', chunk);
      const parts: OutputPart[] = [];
      let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      while (rest.length > 0) {
        if (missingBytes > 0) {
          const part = rest.subarray(0, missingBytes);
          parts.push(...keep(target, part));
          missingBytes -= part.length;
          rest = rest.subarray(part.length);
          continue;
        }
        const part = rest.subarray(0, headerBytes - header.length);
        header = Buffer.concat([header, part]);
        rest = rest.subarray(part.length);
        if (header.length < headerBytes) continue;
        target = header.readUInt8(0) === 2 ? 'stderr' : 'stdout';
        missingBytes = header.readUInt32BE(4);
        header = Buffer.alloc(0);
      }
      return parts;
    },
    restart() {
      header = Buffer.alloc(0);
      missingBytes = 0;
      Object.assign(passedOverBytes, seenBytes);
    },
    giveUp: () => void (isCut = true),
    output: () => ({
      stdout: kept.stdout.text(),
      stderr: kept.stderr.text(),
      // A stream that told less than the one before was no longer whole: the engine had dropped its beginning.
      truncated:
        isCut ||
        kept.stdout.truncated ||
        kept.stderr.truncated ||
        passedOverBytes.stdout > 0 ||
        passedOverBytes.stderr > 0,
    }),
  };
};

/** Hears the pieces of the output; the stream waits for what it returns. */
export type TellOutput = (part: OutputPart) => Promise<void>;

/**
 * Feeds a stream to a collector, and whoever listens with its pieces, one after another: a slow listener holds up the
 * stream, and nothing piles up. Resolves at its end, rejects when it breaks or the signal aborts.
 */
export const collect = async (
  stream: Readable,
  collector: OutputCollector,
  signal: AbortSignal,
  tell?: TellOutput,
): Promise<void> => {
  const abort = (): void => void stream.destroy(new Error('broken off'));
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      const parts = collector.add(chunk);
      if (tell !== undefined) for (const part of parts) await tell(part);
    }
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw cause;
    // Named as Node names a connection that broke, which it is.
    throw Object.assign(new Error('the engine broke off the output', { cause }), { code: 'ECONNRESET' });
  } finally {
    signal.removeEventListener('abort', abort);
  }
};
