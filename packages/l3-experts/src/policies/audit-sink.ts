import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

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

const isCode = (thrown: unknown, code: string): boolean =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === code;

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // It runs, and belongs to somebody else.
    return isCode(thrown, 'EPERM');
  }
};

const owner = (): string => `${process.pid} ${hostname()}\n`;

/** Whether a lock was left behind by a process of this machine that is no more. */
const isLeftBehind = (text: string): boolean => {
  const [pid = '', host] = text.trim().split(' ');
  return host === hostname() && /^[1-9]\d*$/.test(pid) && !isRunning(Number(pid));
};

/** Takes a lock, once more when the one that is there was left behind. */
const takeLock = async (path: string, isSecondTry = false): Promise<void> => {
  try {
    await writeFile(path, owner(), { flag: 'wx' });
  } catch (thrown) {
    if (!isCode(thrown, 'EEXIST')) throw thrown;
    const text = await readFile(path, 'utf8').catch(() => '');
    if (isSecondTry || !isLeftBehind(text))
      throw new Error(`${path} says that process ${text.trim()} writes to it: an audit has one writer`, {
        cause: thrown,
      });
    // Of several who see it only one can move it away; the others find it gone, or find the winner's own.
    const aside = `${path}.${process.pid}`;
    await rename(path, aside).catch(() => undefined);
    const isSame = (await readFile(aside, 'utf8').catch(() => '')) === text;
    await rm(aside, { force: true });
    if (!isSame) throw new Error(`${path} was taken by another process just now`, { cause: thrown });
    await takeLock(path, true);
  }
};

/**
 * Keeps an audit in a file of JSON lines, each of them on the disk (fsync) before the write that it tells of begins.
 * The file belongs to one writer, who says so in `<path>.lock`; a lock that a crash left behind is taken over.
 */
export const auditFile = (path: string): AuditFile => {
  const lock = `${path}.lock`;
  let opened: Promise<FileHandle> | undefined;
  const openOnce = async (): Promise<FileHandle> => {
    await takeLock(lock);
    try {
      // Only its owner may read it: it tells what was done, in full.
      return await open(path, 'a+', 0o600);
    } catch (thrown) {
      await rm(lock, { force: true });
      throw thrown;
    }
  };
  const file = (): Promise<FileHandle> => {
    opened ??= openOnce();
    // Whoever comes later tries again.
    opened.catch(() => (opened = undefined));
    return opened;
  };
  return {
    last: async () => lastLine(await file()),
    append: async (line) => {
      const handle = await file();
      await handle.appendFile(`${line}\n`);
      await handle.sync();
    },
    [Symbol.asyncDispose]: async () => {
      const handle = await opened;
      opened = undefined;
      if (handle === undefined) return;
      await handle.close();
      await rm(lock, { force: true });
    },
  };
};
