import { Command, CommanderError, Option } from 'commander';
import { nearestNames } from '../nearest-name.ts';
import { UsageError } from '../usage-error.ts';
import { type OperationFlag, flagsOf } from './operation-flags.ts';
import type { FoundOperation } from './found-operation.ts';
import { callHelp } from './operation-text.ts';

/** What is said of a call beside its input. */
export interface CallOptions {
  readonly json: boolean;
  readonly jsonLines: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly agent?: string;
  readonly reason?: string;
  /** Absent where the operation has a limit of its own, which then goes by this name. */
  readonly timeoutMs?: number;
}

/** A call as the command line has it. */
export interface CallOrder {
  readonly options: CallOptions;
  /** Where more of the input is read from: a file, or `-` for standard input. */
  readonly inputFrom: string | undefined;
  /** The fields that were given as flags. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const numberOf = (name: string, given: string): number => {
  const number = given.trim() === '' ? Number.NaN : Number(given);
  if (Number.isFinite(number)) return number;
  throw new UsageError(`--${name} must be a number, not '${given}'`, `Write it in digits, as in --${name}=3.`);
};

const jsonOf = (name: string, given: string): unknown => {
  try {
    return JSON.parse(given);
  } catch {
    throw new UsageError(
      `--${name} must be JSON, which this is not: ${given.slice(0, 60)}`,
      'Write a text as \'"text"\', a list as \'[1, 2]\', an object as \'{"name": "value"}\'.',
    );
  }
};

const valueOf = ({ name, form }: OperationFlag, given: string): unknown => {
  if (form === 'number') return numberOf(name, given);
  return form === 'json' ? jsonOf(name, given) : given;
};

/** How a value is called in the help: `--number <integer>`. */
const placeholder = ({ form, type }: OperationFlag): string =>
  form === 'list' ? '<text>' : form === 'text' ? '<text>' : `<${type}>`;

/** The values of fields that flags have given. */
type Fields = ReadonlyMap<string, unknown>;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Fields are kept aside as they come: what commander makes of their names is no business of theirs. */
const addFlag = (command: Command, flag: OperationFlag, fields: Map<string, unknown>): void => {
  const { name, form, field } = flag;
  const set = (value: unknown): void => void fields.set(field, value);
  const positive = form === 'boolean' ? `--${name}` : `--${name} ${placeholder(flag)}`;
  command.addOption(new Option(positive, flag.description));
  command.on(`option:${name}`, (given: string) => {
    const before = fields.get(field);
    // The last one would win in silence.
    if (form !== 'list' && fields.has(field))
      throw new UsageError(`--${name} is given twice`, 'Give it once: it takes one value.');
    if (form === 'boolean') set(true);
    else if (form === 'list') set([...(isList(before) ? before : []), given]);
    else set(valueOf(flag, given));
  });
  if (form !== 'boolean' && form !== 'list') return;
  command.addOption(new Option(`--no-${name}`).hideHelp());
  command.on(`option:no-${name}`, () => {
    if (fields.has(field))
      throw new UsageError(`--no-${name} and --${name} contradict each other`, 'Leave one of them out.');
    set(form === 'boolean' ? false : []);
  });
};

/** Commander takes whatever comes next for a value, and so loses a flag behind one that was left without. */
const checkValues = (command: Command, words: readonly string[]): void => {
  const named = (word: string | undefined): Option | undefined => command.options.find(({ long }) => long === word);
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    if (named(word)?.required === true && named(next) !== undefined)
      throw new UsageError(`${word} has no value: ${next} comes next`, `If that is the value, write ${word}=${next}.`);
  }
};

/** The flags that have to be there, or else all that are the operation's own. */
const ownNames = (flags: readonly OperationFlag[]): string => {
  const required = flags.filter((flag) => flag.required);
  const named = (required.length > 0 ? required : flags).map(({ name }) => `--${name}`).join(', ');
  if (named === '') return 'It takes no input.';
  return required.length > 0 ? `It needs ${named}.` : `It takes ${named}.`;
};

/** A value without its flag: the first one that takes a value and is still missing is likely the one that is meant. */
const strayWord = (command: Command, flags: readonly OperationFlag[], given: Fields): UsageError => {
  const [word = ''] = command.args;
  const fitting = flags.filter(({ form, field }) => form !== 'boolean' && (form === 'list' || !given.has(field)));
  const meant = fitting.find(({ required }) => required) ?? fitting[0];
  const message = `'${word}' stands alone: every value needs its flag`;
  return new UsageError(message, meant === undefined ? ownNames(flags) : `Write it as --${meant.name}=${word}.`);
};

const parseWords = (
  command: Command,
  words: readonly string[],
  flags: readonly OperationFlag[],
  given: Fields,
): void => {
  checkValues(command, words);
  try {
    command.parse(words, { from: 'user' });
  } catch (cause) {
    if (cause instanceof CommanderError && cause.code === 'commander.excessArguments')
      throw strayWord(command, flags, given);
    if (!(cause instanceof CommanderError && cause.code === 'commander.unknownOption')) throw cause;
    // What stands behind `=` is no part of its name.
    const name = /'([^'=]*)/.exec(cause.message)?.[1] ?? '';
    const all = command.options.flatMap(({ long }) => long ?? []);
    const near = nearestNames(name, all);
    if (near.length > 0) throw new UsageError(`unknown option '${name}'`, `Did you mean ${near.join(' or ')}?`);
    throw new UsageError(`unknown option '${name}'`, `${ownNames(flags)} See --help.`);
  }
};

/**
 * Reads the flags of a call: those that the operation's schema makes, and those of `ops call`.
 *
 * @throws UsageError for a value that cannot be read, and an unknown flag; CommanderError when help was asked for.
 */
export const parseCall = (
  found: FoundOperation,
  words: readonly string[],
  writeHelp: (text: string) => void,
): CallOrder => {
  const flags = flagsOf(found.operation);
  const fields = new Map<string, unknown>();
  const command = new Command('call')
    .exitOverride()
    .configureOutput({ writeOut: writeHelp, writeErr: () => {} })
    .helpOption('-h, --help')
    .configureHelp({ formatHelp: () => callHelp(found, flags) })
    .allowExcessArguments(false)
    .option('--input <file>')
    .option('--json')
    .option('--json-lines')
    .option('--dry-run')
    .option('--yes')
    .option('--agent <name>')
    .option('--reason <text>');
  const hasOwnLimit = flags.some(({ name }) => name === 'timeout-ms');
  if (!hasOwnLimit) command.option('--timeout-ms <integer>');
  for (const flag of flags) addFlag(command, flag, fields);
  parseWords(command, words, flags, fields);
  // Commander's own answer, for the options above, which are not fields.
  const given = command.opts<{
    input?: string;
    json?: true;
    jsonLines?: true;
    dryRun?: true;
    yes?: true;
    agent?: string;
    reason?: string;
    timeoutMs?: string;
  }>();
  const { agent, reason } = given;
  return {
    inputFrom: given.input,
    fields: Object.fromEntries(fields),
    options: {
      json: given.json === true,
      jsonLines: given.jsonLines === true,
      dryRun: given.dryRun === true,
      yes: given.yes === true,
      ...(agent === undefined ? {} : { agent }),
      ...(reason === undefined ? {} : { reason }),
      ...(hasOwnLimit || given.timeoutMs === undefined ? {} : { timeoutMs: limitOf(given.timeoutMs) }),
    },
  };
};

const limitOf = (given: string): number => {
  const limitMs = numberOf('timeout-ms', given);
  if (Number.isSafeInteger(limitMs) && limitMs > 0) return limitMs;
  throw new UsageError(`--timeout-ms must be a whole number from 1, not ${given}`, 'Give it in milliseconds.');
};
