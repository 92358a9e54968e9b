import { spawn } from 'node:child_process';
import {
  type Ended,
  type ProcessOptions,
  cleanEnvironment,
  commandLine,
  expectNothingLeft,
  temporaryFolder,
} from './strata-process.fixture.ts';

/** Runs a program on a terminal of its own, and types an answer whenever a text has appeared. */
const driver = `
import fcntl, json, os, pty, struct, sys, termios
given = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    # Before the program asks how large its terminal is.
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', given['rows'], given['columns'], 0, 0))
    os.execvpe(given['argv'][0], given['argv'], given['env'])
answers = given['answers']
seen = b''
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        break
    if not chunk:
        break
    sys.stdout.buffer.write(chunk)
    seen += chunk
    if answers and answers[0]['at'].encode() in seen:
        os.write(terminal, answers.pop(0)['type'].encode())
        seen = b''
_, status = os.waitpid(pid, 0)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(status))
`;

export interface TerminalOptions extends Pick<ProcessOptions, 'env'> {
  readonly columns?: number;
  readonly rows?: number;
  readonly answers?: readonly { readonly at: string; readonly type: string }[];
}

/** Runs the real command on a terminal. `stdout` of the answer is what it wrote there, both streams. */
export const runOnTerminal = async (args: readonly string[], options: TerminalOptions = {}): Promise<Ended> => {
  const { env = {}, columns = 80, rows = 40, answers = [] } = options;
  const temporary = temporaryFolder();
  const given = {
    argv: [...commandLine, ...args],
    env: { ...cleanEnvironment(temporary), TERM: 'xterm-256color', ...env },
    columns,
    rows,
    answers,
  };
  const child = spawn('python3', ['-c', driver, JSON.stringify(given)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Uint8Array[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Uint8Array) => (stderr += String(chunk)));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expectNothingLeft(temporary);
  return { exitCode, stdout: Buffer.concat(chunks).toString('utf8'), stderr };
};
