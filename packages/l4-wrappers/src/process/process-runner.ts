import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { constants } from 'node:os';
import type { WorkflowContext } from '@strata/core';
import { execa } from 'execa';
import { type BoundedOutput, createBoundedOutput } from './bounded-output.ts';
import { type Command, CommandError, type CommandOutcome, type CommandRunner } from './command-runner.ts';
import { openOutputFile } from './output-file.ts';
import { killMarked, markedEnvironment } from './process-tree.ts';

/** How long a command may take to obey SIGTERM before it gets SIGKILL. */
const graceMs = 1_000;

/** How much of each output is kept unless the command says otherwise. */
const defaultOutputBytes = 1024 * 1024;

type RunnerContext = Pick<WorkflowContext, 'signal' | 'clock'>;

const environmentOf = (command: Command, mark: string): NodeJS.ProcessEnv => {
  const merged = { ...process.env, ...command.env, ...markedEnvironment(mark) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
};

const start = (command: Command, mark: string, stdout: number | 'pipe') =>
  execa(command.file, command.args, {
    cwd: command.cwd,
    env: environmentOf(command, mark),
    extendEnv: false,
    // A process group of its own, so that one signal reaches its children too.
    killDescendants: true,
    forceKillAfterDelay: graceMs,
    buffer: false,
    reject: false,
    stdin: 'ignore',
    // It takes any open descriptor; its types name the first ten.
    stdout: stdout as 3 | 'pipe',
    stderr: 'pipe',
  });

type Subprocess = ReturnType<typeof start>;

/** Why a program did not start. A missing folder looks to the system like a missing program, hence the look. */
const startError = async (command: Command, cause: unknown): Promise<CommandError> => {
  const folder = await stat(command.cwd).catch(() => undefined);
  if (folder?.isDirectory() !== true) return new CommandError({ kind: 'no_folder', cwd: command.cwd }, { cause });
  return new CommandError({ kind: 'not_found', file: command.file }, { cause });
};

/** Resolves when the program itself is over; what it started may still hold its output open. */
const exitOf = (subprocess: Subprocess): Promise<number> =>
  new Promise((resolve) => {
    subprocess.nodeChildProcess.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });

type Early = 'timed_out' | 'aborted';

/** Sends SIGTERM, and SIGKILL after a while, when the time is over or the caller gives up. Says which, if one did. */
const watch = (subprocess: Subprocess, command: Command, ctx: RunnerContext) => {
  let early: Early | undefined;
  const end = (reason: Early) => (): void => {
    early ??= reason;
    subprocess.kill();
  };
  const abort = end('aborted');
  const stopTimer = ctx.clock.after(command.timeoutMs, end('timed_out'));
  ctx.signal.addEventListener('abort', abort, { once: true });
  return (): Early | undefined => {
    stopTimer();
    ctx.signal.removeEventListener('abort', abort);
    return early;
  };
};

/** A descriptor gives no stream. */
const collect = (stream: NodeJS.ReadableStream | null, output: BoundedOutput): void => {
  stream?.on('data', (chunk: Uint8Array) => output.add(chunk));
};

/** Waits until all output has come. One who hid from the clean-up and keeps the pipes open is not waited for. */
const outputEnd = async (subprocess: Subprocess, ctx: RunnerContext): Promise<void> => {
  const stopTimer = ctx.clock.after(graceMs, () => {
    subprocess.stdout?.destroy();
    subprocess.stderr.destroy();
  });
  await subprocess;
  stopTimer();
};

/** Both outputs of a command, within its bounds, and the file that stdout goes through when the command names one. */
const openOutputs = async (command: Command, ctx: RunnerContext) => {
  const maxBytes = command.maxOutputBytes ?? defaultOutputBytes;
  const stdout = createBoundedOutput(maxBytes);
  const stderr = createBoundedOutput(maxBytes);
  const file = command.stdoutFile === undefined ? undefined : openOutputFile(command.stdoutFile, stdout, ctx.clock);
  return { stdout, stderr, file: await file };
};

type Outputs = Awaited<ReturnType<typeof openOutputs>>;

/** Runs a command until nothing of it is left. Gives its exit code, and why it was ended early, if it was. */
const runToEnd = async (command: Command, { stdout, stderr, file }: Outputs, ctx: RunnerContext) => {
  // Not the clock's id: a clock moved by hand may give the same one to two commands, and the mark says whom to kill.
  const mark = randomUUID();
  const subprocess = start(command, mark, file?.descriptor ?? 'pipe');
  if (subprocess.pid === undefined) throw await startError(command, (await subprocess).cause);
  collect(subprocess.stdout, stdout);
  collect(subprocess.stderr, stderr);
  const unwatch = watch(subprocess, command, ctx);

  const exitCode = await exitOf(subprocess);
  const early = unwatch();
  // Whatever it leaves behind, in the background or on purpose, ends with it and lets go of the output.
  await killMarked(mark);
  await outputEnd(subprocess, ctx);
  return { exitCode, early };
};

const run = async (command: Command, ctx: RunnerContext): Promise<CommandOutcome> => {
  if (ctx.signal.aborted) throw new CommandError({ kind: 'aborted', started: false });
  const startedMs = ctx.clock.monotonicMs();
  const outputs = await openOutputs(command, ctx);
  let ended;
  try {
    ended = await runToEnd(command, outputs, ctx);
  } finally {
    await outputs.file?.end();
  }

  const { exitCode, early } = ended;
  const { stdout, stderr } = outputs;
  if (early === 'aborted') throw new CommandError({ kind: 'aborted', started: true });
  if (early === 'timed_out')
    throw new CommandError({ kind: early, limitMs: command.timeoutMs, stdout: stdout.text(), stderr: stderr.text() });
  const durationMs = ctx.clock.monotonicMs() - startedMs;
  const truncated = stdout.truncated || stderr.truncated;
  return { exitCode, stdout: stdout.text(), stderr: stderr.text(), durationMs, truncated };
};

/**
 * Runs commands as processes of this machine, each in a process group of its own and with this process's
 * environment. A command that is ended early gets SIGTERM and, one second later, SIGKILL.
 */
export const createProcessRunner = (): CommandRunner => ({ place: 'host', run });
