import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { giveLockBack, takeLock } from './file-lock.ts';

/**
 * Where an audit's lines go, in the order in which `append` is called, one at a time. A line that `append` has resolved
 * for is safe; one that it rejected may be there or not, which `last` then tells.
 */
export interface AuditSink {
  /** The last line that is there; `undefined` when there is none. */
  readonly last: () => Promise<string | undefined>;
  /** Puts a line at the end. */
  readonly append: (line: string) => Promise<void>;
}

/** A sink in a file, which it holds for itself until it is disposed of. */
export interface AuditFile extends AuditSink, AsyncDisposable {}

const chunkBytes = 65_536;

/** The last line of a file, read from its end; what a crash left behind half-written is cut off. */
const lastLine = async (file: FileHandle): Promise<string | undefined> => {
  const { size } = await file.stat();
  let from = size;
  let tail: Buffer = Buffer.alloc(0);
  // Until there are two line ends: the one before the last line, and its own.
  while (from > 0 && tail.indexOf('\n') === tail.lastIndexOf('\n')) {
    const length = Math.min(chunkBytes, from);
    from -= length;
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, from);
    tail = Buffer.concat([buffer, tail]);
  }
  const end = tail.lastIndexOf('\n');
  if (from + end + 1 < size) {
    await file.truncate(from + end + 1);
    await file.sync();
  }
  if (end === -1) return undefined;
  return tail.subarray(tail.lastIndexOf('\n', end - 1) + 1, end).toString('utf8');
};

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined);

/** Why a file could not be had: it is somebody else's, or it cannot be there. */
const notOpened = (path: string, thrown: unknown): Error => {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = codeOf(thrown);
  if (code === undefined) return new Error(`${message}: an audit has one writer`, { cause: thrown });
  const why = code === 'ENOENT' ? `there is no folder ${dirname(path)}` : message;
  return new Error(`the audit ${path} cannot be opened: ${why}`, { cause: thrown });
};

/** Each line of an audit is a JSON object; what else a file holds is not to be written behind. */
const isRecord = (line: string): boolean => {
  try {
    const read: unknown = JSON.parse(line);
    return typeof read === 'object' && read !== null && !Array.isArray(read);
  } catch {
    return false;
  }
};

/**
 * Keeps an audit in a file of JSON lines, each of them on the disk (fsync) before the write that it tells of begins.
 * The file belongs to one writer, who says so in `<path>.lock`; a lock that a crash left behind is taken over. Once it
 * is disposed of it belongs to somebody else, maybe: using it then is an error.
 */
export const auditFile = (path: string): AuditFile => {
  const lock = `${path}.lock`;
  let opened: Promise<FileHandle> | undefined;
  let isDisposed = false;
  const openOnce = async (): Promise<FileHandle> => {
    await takeLock(lock).catch((thrown: unknown) => {
      throw notOpened(path, thrown);
    });
    try {
      // Only its owner may read it: it tells what was done, in full.
      return await open(path, 'a+', 0o600);
    } catch (thrown) {
      await giveLockBack(lock);
      throw notOpened(path, thrown);
    }
  };
  const file = async (): Promise<FileHandle> => {
    if (isDisposed) throw new Error(`the audit in ${path} was disposed of`);
    opened ??= openOnce();
    // Whoever comes later tries again.
    opened.catch(() => (opened = undefined));
    return opened;
  };
  return {
    last: async () => {
      const line = await lastLine(await file());
      if (line !== undefined && !isRecord(line)) throw new Error(`${path} is no audit: its last line is no record`);
      return line;
    },
    append: async (line) => {
      const handle = await file();
      await handle.appendFile(`${line}\n`);
      await handle.sync();
    },
    [Symbol.asyncDispose]: async () => {
      isDisposed = true;
      // One that could not be opened has nothing to give back.
      const handle = await opened?.catch(() => undefined);
      opened = undefined;
      if (handle === undefined) return;
      await handle.close();
      await giveLockBack(lock);
    },
  };
};
