import type { WorkflowContext } from '@strata/core';
import { type Command, CommandError } from '../process/index.ts';
import { stopWhenAborted } from './scanner-error.ts';
import type { ScannerSettings } from './scanner-settings.ts';

/**
 * The version that a program tells with `--version`, asked in the folder and with the environment in which it has just
 * worked, since a project may choose its own. `undefined` when it does not say: a scan is no worse for that.
 */
export const programVersion = async (
  { runner }: ScannerSettings,
  { file, cwd, env = {}, timeoutMs }: Command,
  ctx: WorkflowContext,
): Promise<string | undefined> => {
  try {
    const { exitCode, stdout } = await runner.run({ file, args: ['--version'], cwd, env, timeoutMs }, ctx);
    return exitCode === 0 ? stdout.match(/\d+\.\d+[\w.+-]*/)?.[0] : undefined;
  } catch (error) {
    stopWhenAborted(ctx.signal);
    if (error instanceof CommandError) return undefined;
    throw error;
  }
};
