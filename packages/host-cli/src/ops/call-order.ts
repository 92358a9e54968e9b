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
  /** The name of an earlier call that is made again; absent: it is a new one. */
  readonly callId?: string;
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

/** The flags that are still missing, or else all that are the operation's own. */
const ownNames = (flags: readonly OperationFlag[], given: Fields): string => {
  const missing = flags.filter((flag) => flag.required && !given.has(flag.field));
  const named = (missing.length > 0 ? missing : flags).map(({ name }) => `--${name}`).join(', ');
  if (named === '') return 'It takes no input.';
  return missing.length > 0 ? `It needs ${named}.` : `It takes ${named}.`;
};

/** A value without its flag: the first one that takes a value and is still missing is likely the one that is meant. */
const strayWord = (command: Command, flags: readonly OperationFlag[], given: Fields): UsageError => {
  const [word = ''] = command.args;
  const fitting = flags.filter(({ form, field }) => form !== 'boolean' && (form === 'list' || !given.has(field)));
  const meant = fitting.find(({ required }) => required) ?? fitting[0];
  const message = `'${word}' stands alone: every value needs its flag`;
  return new UsageError(message, meant === undefined ? ownNames(flags, given) : `Write it as --${meant.name}=${word}.`);
};

/** A word that is no flag: with a value where none is taken, or misspelt, or something else altogether. */
const unknownFlag = (command: Command, word: string, hint: string): UsageError => {
  // What stands behind `=` is no part of its name.
  const [name = ''] = word.split('=');
  const all = command.options.flatMap(({ long }) => long ?? []);
  if (all.includes(name)) return new UsageError(`${name} takes no value`, `Write ${name} alone.`);
  const near = nearestNames(name, all);
  return new UsageError(`unknown option '${name}'`, near.length > 0 ? `Did you mean ${near.join(' or ')}?` : hint);
};

const parseWords = (
  command: Command,
  words: readonly string[],
  { flags, given, help }: { readonly flags: readonly OperationFlag[]; readonly given: Fields; readonly help: string },
): void => {
  checkValues(command, words);
  try {
    command.parse(words, { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    if (cause.code === 'commander.excessArguments') throw strayWord(command, flags, given);
    const [, word = ''] = /'(.*)'/.exec(cause.message) ?? [];
    if (cause.code === 'commander.unknownOption')
      throw unknownFlag(command, word, `${ownNames(flags, given)} See ${help}.`);
    if (cause.code !== 'commander.optionMissingArgument') throw cause;
    throw new UsageError(`${word.replace(/ .*$/, '')} has no value`, `Write one behind it; see ${help}.`);
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
  // A field of such a name goes first.
  const isFree = (name: string): boolean => !flags.some((flag) => flag.name === name);
  if (isFree('timeout-ms')) command.option('--timeout-ms <integer>');
  if (isFree('call-id')) command.option('--call-id <name>');
  for (const flag of flags) addFlag(command, flag, fields);
  const help = `strata ops call ${found.tool.name} ${found.operation.name} --help`;
  parseWords(command, words, { flags, given: fields, help });
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
    callId?: string;
  }>();
  const { agent, reason, timeoutMs, callId } = given;
  if (given.json === true && given.jsonLines === true)
    throw new UsageError('--json and --json-lines contradict each other', 'Leave one of them out.');
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
      ...(timeoutMs === undefined || !isFree('timeout-ms') ? {} : { timeoutMs: limitOf(timeoutMs) }),
      ...(callId === undefined || !isFree('call-id') ? {} : { callId: callIdOf(found, callId) }),
    },
  };
};

const limitOf = (given: string): number => {
  const limitMs = numberOf('timeout-ms', given);
  if (Number.isSafeInteger(limitMs) && limitMs > 0) return limitMs;
  throw new UsageError(`--timeout-ms must be a whole number from 1, not ${given}`, 'Give it in milliseconds.');
};

/** As a header, a label and a comment can hold it. */
const callName = /^[!-~]{1,200}$/;

const callIdOf = ({ operation }: FoundOperation, given: string): string => {
  const { name, effect, locate, idempotent } = operation;
  if (effect === 'read')
    throw new UsageError(
      `--call-id is for what writes, and ${name} only reads`,
      'Leave it out: a read may be repeated.',
    );
  if (locate === undefined && idempotent !== true)
    throw new UsageError(
      `--call-id: whether ${name} was done cannot be looked for`,
      'Look for it yourself; without --call-id it is done, once more if it was done already.',
    );
  if (callName.test(given)) return given;
  throw new UsageError(
    '--call-id must be up to 200 letters, digits and signs, without spaces',
    'Give it another name.',
  );
};
