import { Command } from 'commander';
import { type CommandEnd, type CommandIo, exitCodes } from '../command-io.ts';
import type { ListOptions } from './list-operations.ts';

const callHelp = `
Examples:
  $ strata ops call github create_issue --repo octo/app --title 'Sums are wrong' --labels bug --labels urgent
  $ strata ops call docker.list_containers --all --json
  $ echo '{"repo": "octo/app", "number": 7}' | strata ops call github close_issue --input - --dry-run

'strata ops call <tool> <operation> --help' lists the flags of that operation, which its definition makes.

Exit code:
  0 done, or checked in a dry run   1 refused or failed   2 bad usage   3 it may have happened: look
  4 done, and the answer is bad: red tests, a command that failed
`;

const examples = `
Examples:
  $ strata ops list --tool github --effect write
  $ strata ops describe github create_pr
  $ strata ops call github get_repo --repo octo/app --json
`;

const done: CommandEnd = { exitCode: exitCodes.done, abandoned: false };

const isHelp = (word: string): boolean => word === '--help' || word === '-h';

const createList = (io: CommandIo, ended: (end: CommandEnd) => void): Command =>
  new Command('list')
    .description('List every operation of every tool.')
    .argument('[tool]', 'the same as --tool')
    .option('--tool <name>', 'those of one tool')
    .option('--effect <read|write|destroy>', 'those that only read, that write, or that take away')
    .option('--json', 'print them as one JSON document')
    .action(async (word: string | undefined, options: ListOptions) => {
      const { listOperations } = await import('./list-operations.ts');
      await listOperations(word, options, io);
      ended(done);
    });

const createDescribe = (io: CommandIo, ended: (end: CommandEnd) => void): Command =>
  new Command('describe')
    .description('Tell all about an operation: its input as flags, its effect, what takes it back.')
    .argument('<operation...>', 'its tool and its name: github create_pr, or github.create_pr')
    .option('--json', 'print it as one JSON document, with its schemas')
    .action(async (words: readonly string[], options: { readonly json?: boolean }) => {
      const { describeCommand } = await import('./describe-command.ts');
      await describeCommand(words, options, io);
      ended(done);
    });

const createCall = (io: CommandIo, ended: (end: CommandEnd) => void): Command => {
  const call = new Command('call')
    .description('Call an operation.')
    .usage('<tool> <operation> [flags]')
    .argument('[words...]')
    // The flags are the operation's own, which is not known yet; its help is made of them, too.
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', callHelp);
  return call.action(async (words: readonly string[]) => {
    const [first = '--help', second = ''] = words;
    // Before an operation is named there is nothing of its own to show.
    if (isHelp(first) || (isHelp(second) && !first.includes('.'))) return call.outputHelp();
    const { callOperation } = await import('./call-operation.ts');
    ended(await callOperation(words, io));
  });
};

/** Describes `ops` and what is below it. Tools are loaded when they are asked for. */
export const createOpsCommand = (io: CommandIo, ended: (end: CommandEnd) => void): Command =>
  new Command('ops')
    .summary("list, describe and call the tools' operations")
    .description('List, describe and call every operation of every tool.')
    .addHelpText('after', examples)
    .showSuggestionAfterError(true)
    .enablePositionalOptions()
    .addCommand(createList(io, ended))
    .addCommand(createDescribe(io, ended))
    .addCommand(createCall(io, ended));
