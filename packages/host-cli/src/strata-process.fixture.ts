import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

/** The command's own file, run from source. */
export const commandLine = [
  process.execPath,
  '--conditions=@strata/source',
  join(import.meta.dirname, 'main.ts'),
] as const;

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Sends a signal as soon as stderr holds a text; the second time as soon as it holds the second text, and so on. */
  readonly signals?: readonly { readonly at: string; readonly signal: NodeJS.Signals }[];
  /** Sends SIGINT when it resolves. */
  readonly interruptWhen?: Promise<void>;
  /** Names of files that the run may leave, as far as it has told of them. */
  readonly leaves?: RegExp;
}

/** How the command ended, and what it printed. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Only what a program needs, so that a token of the one who runs the tests stays out. */
export const cleanEnvironment = (temporary: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: temporary,
  TMPDIR: temporary,
  LANG: 'C.UTF-8',
});

/** Processes that belong to a run: they were given its folder for temporary files. Linux tells; elsewhere none are found. */
const processesOf = (temporary: string): readonly string[] => {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').includes(`TMPDIR=${temporary}`);
    } catch {
      // It has ended in the meantime, or belongs to somebody else.
      return false;
    }
  });
};

/** A folder for the temporary files of one run. */
export const temporaryFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'strata-cli-test-')));

/** Makes sure that a run left neither files nor processes, and removes its folder. */
export const expectNothingLeft = (temporary: string, leaves?: RegExp): void => {
  const left = readdirSync(temporary).filter((name) => leaves?.test(name) !== true);
  expect(left, 'files left').toEqual([]);
  expect(processesOf(temporary), 'processes left').toEqual([]);
  rmSync(temporary, { recursive: true });
};

/** Runs the real command in a process of its own, and makes sure that it leaves nothing behind. */
export const runStrata = async (
  args: readonly string[],
  { env = {}, signals = [], interruptWhen, leaves }: ProcessOptions = {},
): Promise<Ended> => {
  const temporary = temporaryFolder();
  const [node, ...before] = commandLine;
  const child = spawn(node, [...before, ...args], {
    env: { ...cleanEnvironment(temporary), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const due = [...signals];
  child.stdout.on('data', (chunk: Uint8Array) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk: Uint8Array) => {
    stderr += String(chunk);
    while (due[0] !== undefined && stderr.includes(due[0].at)) child.kill(due.shift()?.signal);
  });
  void interruptWhen?.then(() => child.kill('SIGINT'));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expectNothingLeft(temporary, leaves);
  return { exitCode, stdout, stderr };
};
