import { Screen } from '../screen.fixture.ts';
import { type TerminalOptions, runOnTerminal } from '../terminal.fixture.ts';

/** How the command ended, and what the terminal shows: with one space for many, and `N s` for every duration. */
export interface TerminalShip {
  readonly exitCode: number | null;
  readonly screen: Screen;
  readonly lines: readonly string[];
  readonly written: string;
}

/** What the gate asks. */
export const question = 'Merge #1 "Mend the sum" into octo/app main?';

/** Ships a patch with the real command on a terminal. */
export const shipOnTerminal = async (path: string, patch: string, options: TerminalOptions): Promise<TerminalShip> => {
  const args = ['ship', '--repo', 'octo/app', '--path', path, '--title', 'Mend the sum', '--patch', patch];
  const { exitCode, stdout } = await runOnTerminal(args, options);
  const screen = new Screen(options.columns ?? 80).write(stdout);
  return {
    exitCode,
    screen,
    lines: screen.lines.map((line) => line.replaceAll(/(?<=\S) +/g, ' ').replaceAll(/\d+\.\d s/g, 'N s')),
    written: stdout,
  };
};
