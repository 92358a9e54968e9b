import { execFileSync } from 'node:child_process';

/** Whether this machine has such a program. */
export const runs = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
