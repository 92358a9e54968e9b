import { Command } from 'commander';
import type { CommandEnd, CommandIo } from './command-io.ts';
import { createOpsCommand } from './ops/ops-command.ts';
import { createRunsCommand } from './runs/runs-command.ts';
import { createShipCommand } from './ship/ship-command.ts';
import { readVersion } from './version.ts';

const examples = `
Examples:
  $ strata ship --repo octo/app --path . --title 'Fix the sum'
      tests the edits of this folder, proposes them, asks, and merges them; or takes all of it back
  $ strata runs list
      lists the runs that are kept; 'strata runs resume' goes on with one after a crash
  $ strata ops list
      lists every operation of every tool; 'strata ops call' calls one

'strata help <command>' tells more about a command.
`;

const withAllBelow = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(withAllBelow)];

/**
 * The command line. It neither prints errors nor ends the process: it throws commander's `CommanderError`, and hands
 * over how a command ended.
 */
export const createProgram = (io: CommandIo, ended: (end: CommandEnd) => void): Command => {
  const program = new Command('strata')
    .description('Ship tested changes, and take all of them back when something fails.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', examples)
    .showSuggestionAfterError(true);
  program
    .enablePositionalOptions()
    .addCommand(createShipCommand(io, ended))
    .addCommand(createRunsCommand(io, ended))
    .addCommand(createOpsCommand(io, ended));
  for (const command of withAllBelow(program))
    command.exitOverride().configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      // A group of commands without one of them shows its help.
      writeErr: (text) => void io.stdout.write(text),
      // Errors are thrown, and printed in one place.
      outputError: () => {},
      getOutHelpWidth: () => io.stdout.columns ?? 100,
    });
  return program;
};
