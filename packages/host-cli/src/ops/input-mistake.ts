import { type InputIssue, type PerformedOperation } from '@strata/core';
import type { z } from 'zod';
import { UsageError } from '../usage-error.ts';
import { flagNameOf } from './operation-flags.ts';

/** An input that does not fit: the message names the flag, `issues` the fields. */
export class InputMistake extends UsageError {
  readonly issues: readonly InputIssue[];

  constructor(message: string, hint: string, issues: readonly InputIssue[]) {
    super(message, hint);
    this.name = 'InputMistake';
    this.issues = issues;
  }
}

/** What a value has to be, by zod's names for it. */
const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const unitOf = (origin: string): string => {
  if (origin === 'string') return ' characters';
  return origin === 'array' || origin === 'set' ? ' of them' : '';
};

/** What does not fit, in words that a person at a command line knows. */
const wordsOf = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'too_small':
      // An empty text or list was hardly meant.
      if (issue.minimum === 1 && unitOf(issue.origin) !== '') return 'must not be empty';
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'unrecognized_keys':
      return `has no ${issue.keys.join(', ')}`;
    default:
      return issue.message.replace(/^Invalid (input|string): /, '');
  }
};

const pathText = (path: readonly PropertyKey[]): string =>
  path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');

const sentenceOf = (
  { input: schema }: PerformedOperation,
  input: Readonly<Record<string, unknown>>,
  issue: z.core.$ZodIssue,
): string => {
  const [field, ...deeper] = issue.path;
  if (field === undefined) return wordsOf(issue);
  const flag = `--${flagNameOf(String(field))}`;
  if (input[String(field)] !== undefined) return `${flag}${pathText(deeper)}: ${wordsOf(issue)}`;
  const fields: Readonly<Record<string, { readonly description?: string | undefined }>> = schema.shape;
  const description = fields[String(field)]?.description;
  return `${flag} is missing${description === undefined ? '' : `: ${description}`}`;
};

/** What is wrong with an input; undefined when it fits. The message is of the first thing, `issues` are all of them. */
export const mistakeIn = (
  operation: PerformedOperation,
  input: Readonly<Record<string, unknown>>,
  hint: string,
): InputMistake | undefined => {
  const found = operation.input.safeParse(input).error?.issues ?? [];
  const issues = found.map((issue) => ({
    path: pathText(issue.path).replace(/^\./, ''),
    message: sentenceOf(operation, input, issue),
  }));
  const [first] = issues;
  return first && new InputMistake(first.message, hint, issues);
};
