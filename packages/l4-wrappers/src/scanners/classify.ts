import type { AnyOperation, Classified, WorkflowContext } from '@strata/core';
import { CommandError, type CommandTool, classifyCommand } from '../process/index.ts';
import { ScannerError } from './scanner-error.ts';

const bandit: CommandTool = {
  name: 'bandit',
  installHint: 'Install it with: sudo apt-get install bandit, or: python3 -m pip install bandit',
  timeHint: 'Raise timeoutMs, or leave folders out with ignore.',
};

const packageManager: CommandTool = {
  name: 'npm or pnpm',
  program: 'package manager',
  installHint: 'Install Node.js, which brings npm; pnpm with: npm install --global pnpm',
  timeHint: 'Raise timeoutMs, or look why the registry answers so slowly.',
};

/** Says what an error of a scanner means; `undefined` for what is a bug of ours. */
export const classifyScanner = (
  thrown: unknown,
  operation: AnyOperation,
  _ctx: WorkflowContext,
): Classified | undefined => {
  if (thrown instanceof ScannerError) return thrown.problem;
  if (!(thrown instanceof CommandError)) return undefined;
  return classifyCommand(thrown.problem, operation.name === 'scan_python' ? bandit : packageManager, false);
};
