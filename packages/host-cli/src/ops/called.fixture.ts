import { memoryIo } from '../memory-io.fixture.ts';
import { runCli } from '../run-cli.ts';

/** What a call is made with besides its words. */
export interface CallCase {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** What `strata ops call` printed, and its code. */
export interface Called {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `strata ops call` with these words, in this process. */
export const callOnce = async (args: readonly string[], { env = {}, stdin = '' }: CallCase = {}): Promise<Called> => {
  const io = memoryIo(env);
  io.stdin.end(stdin);
  const { exitCode } = await runCli(['ops', 'call', ...args], io);
  return { exitCode, stdout: io.stdout.text, stderr: io.stderr.text };
};
