import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** How a process ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A process that a test has started, which says things line by line. */
export interface Child {
  /** The next line that it says. Rejects with what it wrote to stderr when it ends before. */
  line(): Promise<string>;
  /** The next line, as JSON. */
  json<Said>(): Promise<Said>;
  /** Tells it a line. */
  tell(text: string): void;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<ChildEnd>;
}

/** How a child is started. */
export interface ChildOptions {
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
  /** The user that it runs as; a number, as the system knows them. @default the one of this process */
  readonly uid?: number;
}

/** Starts a fixture of this folder as a process of its own, from source. It is gone when the test ends. */
export const startChild = (fixture: string, given: readonly string[], options: ChildOptions = {}): Child => {
  const { node = [], uid } = options;
  const own = ['--conditions=@strata/source', '--disable-warning=ExperimentalWarning', ...node];
  const child = spawn(process.execPath, [...own, join(import.meta.dirname, fixture), ...given], {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  // Whoever was killed does not listen any more.
  child.stdin.on('error', () => {});
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<ChildEnd>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stderr })),
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const line = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done !== true) return next.value;
    throw new Error(`it ended before it said anything more: ${(await ended).stderr}`);
  };
  return {
    line,
    // The test knows what its fixture says.
    json: async <Said>() => JSON.parse(await line()) as Said,
    tell: (text) => void child.stdin.write(`${text}\n`),
    signal: (name) => void child.kill(name),
    ended,
  };
};
