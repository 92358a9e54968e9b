import { type Command, CommanderError } from 'commander';
import { coloursFor } from './colours.ts';
import { type CommandEnd, type CommandIo, exitCodes } from './command-io.ts';
import { createProgram } from './program.ts';
import { UsageError } from './usage-error.ts';
import { usageErrorOf } from './usage-error-of.ts';

/** Help was asked for, or a group of commands was named without one of them. */
const isHelp = ({ code, exitCode }: CommanderError): boolean => exitCode === 0 || code === 'commander.help';

/** The help of the command that the words name, as far as they name one: `strata ops list --help`. */
const helpOf = (program: Command, argv: readonly string[]): string => {
  const names = [program.name()];
  let command: Command | undefined = program;
  for (const word of argv) {
    command = command.commands.find((below) => below.name() === word);
    if (command === undefined) break;
    names.push(word);
  }
  return `See ${names.join(' ')} --help.`;
};

/** Runs the command line and says how it ended. Never throws for anything that is on it. */
export const runCli = async (argv: readonly string[], io: CommandIo): Promise<CommandEnd> => {
  let end: CommandEnd = { exitCode: exitCodes.done, abandoned: false };
  const program = createProgram(io, (it) => {
    end = it;
  });
  if (argv.length === 0) {
    program.outputHelp();
    return end;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return end;
  } catch (cause) {
    if (!(cause instanceof CommanderError || cause instanceof UsageError)) {
      await printError(
        'failed',
        'defect',
        { message: String(cause), hint: 'This is a mistake in strata: please report it.' },
        argv,
        io,
      );
      return { exitCode: exitCodes.failed, abandoned: false };
    }
    if (cause instanceof CommanderError && isHelp(cause)) return end;
    const mistake = cause instanceof CommanderError ? usageErrorOf(cause, helpOf(program, argv)) : cause;
    await printError('usage_error', 'usage', mistake, argv, io);
    return { exitCode: exitCodes.usage, abandoned: false };
  }
};

/** Loads what it needs by itself, so that a command line without mistakes does not wait for it. */
const printError = async (
  outcome: 'usage_error' | 'failed',
  kind: 'usage' | 'defect',
  { message, hint }: Pick<UsageError, 'message' | 'hint'>,
  argv: readonly string[],
  io: CommandIo,
): Promise<void> => {
  const { secretsOf } = await import('./github-token.ts');
  const { RedactedOutput } = await import('./redacted-output.ts');
  const { errorText } = await import('./error-text.ts');
  const secrets = secretsOf(io.env);
  const stdout = new RedactedOutput(io.stdout, secrets);
  const stderr = new RedactedOutput(io.stderr, secrets);
  const about = { message, ...(hint === undefined ? {} : { hint }) };
  stderr.write(errorText(about, coloursFor(stderr, io.env)));
  // The mistake may be beside --json, which then was not understood either, but was clearly meant.
  const error = { kind, operation: argv[0] ?? 'strata', ...about };
  if (argv.includes('--json')) stdout.writeJson({ outcome, error });
  await Promise.all([stdout.flushed(), stderr.flushed()]);
};
