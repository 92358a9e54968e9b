import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { root } from './root.ts';
import type { Step } from './steps.ts';

/** How one step ended. */
export interface StepReport {
  readonly name: string;
  readonly passed: boolean;
  readonly durationMs: number;
  /** What it printed, both streams as they came. */
  readonly output: string;
}

/** The checkers of this repository first. Plain text, because it is read in a log. */
const environment = {
  ...process.env,
  NO_COLOR: '1',
  PATH: `${root}/node_modules/.bin${delimiter}${process.env['PATH'] ?? ''}`,
};

const runCommand = (
  [program = '', ...commandArguments]: readonly string[],
  print: (text: string) => void,
): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(program, commandArguments, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => print(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => print(chunk.toString()));
    child.on('error', (error) => {
      print(`${program}: ${error.message}\n`);
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });

/** Runs a step's commands one after another, all of them even when one fails, and measures it. */
export const runStep = async (step: Step, live: (text: string) => void): Promise<StepReport> => {
  const startedMs = performance.now();
  const printed: string[] = [];
  const print = (text: string): void => {
    printed.push(text);
    live(text);
  };
  let passed = true;
  for (const command of step.commands) {
    // One at a time: the checkers use all cores themselves.
    if (!(await runCommand(command, print))) passed = false;
  }
  return { name: step.name, passed, durationMs: performance.now() - startedMs, output: printed.join('') };
};
