import type { PerformedOperation } from '@strata/core';
import type { BestPractice } from '@strata/l3-experts';
import type { FoundOperation } from './found-operation.ts';
import { type OperationFlag, flagNameOf, flagsOf, wordsOf } from './operation-flags.ts';

/** What takes a finished call back, in words. */
export const undoText = ({ effect, undo, irreversible }: PerformedOperation): string => {
  if (effect === 'read') return 'nothing to take back';
  if (undo !== undefined) return undo.operation;
  return irreversible === undefined ? 'none' : `none: ${irreversible}`;
};

/** How a call is found again whose answer was lost, in words. */
export const locateText = ({ effect, locate, idempotent }: PerformedOperation): string => {
  if (effect === 'read') return 'repeated';
  if (locate !== undefined) return `looked for with ${locate.using.name}`;
  return idempotent === true ? 'repeated, which changes nothing more' : 'not repeated';
};

/** Aligned pairs, indented by two. */
const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd()).join('\n');
};

const flagText = (flag: OperationFlag): readonly [string, string] => {
  const name = flag.form === 'boolean' ? `--[no-]${flag.name}` : `--${flag.name} <${flag.type}>`;
  const { description, required, fallback, shape } = flag;
  const more = [
    ...(required ? ['required'] : []),
    ...(shape === undefined ? [] : [shape]),
    ...(fallback === undefined ? [] : [`default: ${JSON.stringify(fallback)}`]),
  ];
  return [name, [description, ...(more.length === 0 ? [] : [`(${more.join(', ')})`])].join(' ').trim()];
};

const sampleOf = ({ form, choices, type }: OperationFlag): unknown => {
  if (form === 'number') return 1;
  if (form === 'boolean') return true;
  if (form === 'list') return [choices[0] ?? 'TEXT'];
  return form === 'text' ? (choices[0] ?? 'TEXT') : type.toUpperCase();
};

/** A word as a shell reads it (POSIX, section 2.2.2). */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The command that makes a call. */
export const commandText = ({ tool, operation }: FoundOperation, input: Readonly<Record<string, unknown>>): string => {
  const words = flagsOf(operation).flatMap((flag) =>
    input[flag.field] === undefined ? [] : wordsOf(flag, input[flag.field]),
  );
  return ['strata ops call', tool.name, operation.name, ...words.map(shellWord)].join(' ');
};

/** Whether a best practice asks for a field that may be left out. */
const isAskedFor = ({ practices = [] }: FoundOperation, flags: readonly OperationFlag[], field: string): boolean => {
  const sample = Object.fromEntries(flags.map((flag) => [flag.field, flag.required ? sampleOf(flag) : flag.fallback]));
  // A practice is given inputs of its own operation, which this one is but for its texts.
  return practices.some((practice) => practice.field === field && practice.check(sample as never) !== undefined);
};

/** A call with all that is needed, for people to fill in. */
const exampleOf = (found: FoundOperation, flags: readonly OperationFlag[]): string => {
  const { tool, operation } = found;
  const words = flags
    .filter(({ required, field }) => required || isAskedFor(found, flags, field))
    .flatMap((flag) => (flag.form === 'json' ? [`--${flag.name}=JSON`] : wordsOf(flag, sampleOf(flag))));
  return ['strata ops call', tool.name, operation.name, ...words].join(' ');
};

const ownFlags = (
  { effect, locate, idempotent }: PerformedOperation,
  flags: readonly OperationFlag[],
): readonly (readonly [string, string])[] => {
  const rows: readonly (readonly [string, string])[] = [
    ['--input <file>', 'read the input as a JSON object from a file, or from standard input (-); flags come on top'],
    ['--json', 'print the Result as one JSON document'],
    ['--json-lines', 'print what is told while it works as it comes, and then the Result, each on a line'],
    ['--dry-run', 'check a write and show what it would do; reads are performed'],
    ['--yes', 'do not ask before something is taken away'],
    ['--agent <name>', 'who acts'],
    ['--reason <text>', 'why'],
    ...(effect !== 'read' && (locate !== undefined || idempotent === true)
      ? [
          [
            '--call-id <name>',
            'a call by this name may have been made: look for it, and make it only when it is not there',
          ] as const,
        ]
      : []),
    ['--timeout-ms <integer>', 'end the work after so many milliseconds'],
    ['-h, --help', 'print this'],
  ];
  return rows.filter(([name]) => !flags.some((flag) => name.startsWith(`--${flag.name} `)));
};

const aboutOf = ({ operation }: FoundOperation): readonly (readonly [string, string])[] => [
  ['effect', operation.effect],
  ['undo', undoText(operation)],
  ['in doubt', locateText(operation)],
  ...(operation.part === undefined ? [] : [['streams', 'tells of its work while it goes on'] as const]),
  ...(operation.pages === undefined ? [] : [['pages', 'can be read page by page'] as const]),
  ...(operation.verdict === undefined
    ? []
    : [['verdict', 'says whether the answer is good; a bad one ends with code 4'] as const]),
];

/** What is refused although the schema lets it through, by the flag that is at fault. */
const practicesText = (practices: readonly BestPractice[]): readonly string[] => {
  if (practices.length === 0) return [];
  const rows = practices.map(({ name, field }) => [`--${flagNameOf(field)}`, name.replaceAll('_', ' ')] as const);
  return [`Best practices, which are checked before the call:\n${columns(rows)}`];
};

/** All that there is to know about an operation, for people. */
export const operationText = (found: FoundOperation): string => {
  const flags = flagsOf(found.operation);
  return [
    `${found.tool.name}.${found.operation.name}: ${found.operation.summary}`,
    columns(aboutOf(found)),
    flags.length === 0 ? 'It takes no input.' : `Input, as flags:\n${columns(flags.map(flagText))}`,
    ...practicesText(found.practices ?? []),
    `Example:\n  $ ${exampleOf(found, flags)}\n`,
  ].join('\n\n');
};

/** The help of `ops call` for one operation. */
export const callHelp = (found: FoundOperation, flags: readonly OperationFlag[]): string =>
  [
    `Usage: strata ops call ${found.tool.name} ${found.operation.name} [flags]`,
    operationText(found).trimEnd(),
    `Of the call itself:\n${columns(ownFlags(found.operation, flags))}\n`,
  ].join('\n\n');
