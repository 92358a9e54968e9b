import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CommandIo } from '../command-io.ts';
import { suggestion } from '../nearest-name.ts';
import { UsageError } from '../usage-error.ts';
import type { CallOrder } from './call-order.ts';
import type { FoundOperation } from './found-operation.ts';
import { mistakeIn } from './input-mistake.ts';
import { withWholePaths } from './whole-paths.ts';

const readText = async (from: string, stdin: CommandIo['stdin']): Promise<string> => {
  if (from === '-') return text(stdin);
  try {
    return await readFile(resolve(from), 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${String(code)})`;
    throw new UsageError(`--input ${from}: ${why}`, 'Name a file that holds a JSON object, or - for standard input.');
  }
};

const readObject = async (from: string, stdin: CommandIo['stdin']): Promise<Readonly<Record<string, unknown>>> => {
  const where = from === '-' ? 'standard input' : from;
  const hint = 'It has to hold a JSON object: {"repo": "octo/app", …}.';
  let read: unknown;
  try {
    read = JSON.parse(await readText(from, stdin));
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`--input: ${where} is not JSON: ${String(cause).replace(/^SyntaxError: /, '')}`, hint);
  }
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return { ...read };
  throw new UsageError(`--input: ${where} holds JSON, but no object`, hint);
};

const checkNames = ({ operation }: FoundOperation, input: object): void => {
  const known = Object.keys(operation.input.shape);
  const unknown = Object.keys(input).find((name) => !known.includes(name));
  // Let through, it would be left out in silence.
  if (unknown !== undefined)
    throw new UsageError(`--input: ${operation.name} has no field '${unknown}'`, suggestion(unknown, known));
};

/**
 * Puts the input of a call together: the flags over what `--input` holds, with paths of this machine made absolute.
 *
 * @throws UsageError naming the first field that does not fit.
 */
export const inputOfCall = async (
  found: FoundOperation,
  { inputFrom, fields }: Pick<CallOrder, 'inputFrom' | 'fields'>,
  stdin: CommandIo['stdin'],
): Promise<Readonly<Record<string, unknown>>> => {
  const read = inputFrom === undefined ? {} : await readObject(inputFrom, stdin);
  checkNames(found, read);
  const { tool, operation } = found;
  const input = withWholePaths(operation, { ...read, ...fields });
  const mistake = mistakeIn(operation, input, `See strata ops call ${tool.name} ${operation.name} --help.`);
  if (mistake !== undefined) throw mistake;
  return input;
};
