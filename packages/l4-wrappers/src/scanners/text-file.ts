import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { systemPath } from './file-name.ts';

/** A file's text, or why there is none. */
export type TextFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary' }
  | { readonly kind: 'too_large'; readonly sizeBytes: number };

/** How far git looks for a zero byte before it takes a file for text. */
const probeBytes = 8000;

const decoded = (bytes: Buffer): TextFile => {
  // Text in UTF-16 is full of zero bytes; its mark tells it from what is not text.
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { kind: 'text', text: new TextDecoder('utf-16le').decode(bytes) };
  if (first === 0xfe && second === 0xff) return { kind: 'text', text: new TextDecoder('utf-16be').decode(bytes) };
  if (bytes.subarray(0, probeBytes).includes(0)) return { kind: 'binary' };
  return { kind: 'text', text: bytes.toString('utf8') };
};

const readUpTo = async (file: FileHandle, sizeBytes: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(sizeBytes);
  let length = 0;
  while (length < sizeBytes) {
    const { bytesRead } = await file.read(bytes, length, sizeBytes - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
};

/**
 * Reads a file as text unless it is larger than `maxBytes`. What was replaced by a link or a pipe since it was listed is
 * neither followed nor waited for.
 *
 * @throws the system's error when it cannot be read.
 */
export const readTextFile = async (path: string, maxBytes: number): Promise<TextFile> => {
  const file = await open(systemPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return { kind: 'binary' };
    if (stats.size > maxBytes) return { kind: 'too_large', sizeBytes: stats.size };
    return decoded(await readUpTo(file, stats.size));
  } finally {
    await file.close();
  }
};
