import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { CommandIo } from '../command-io.ts';
import { UsageError } from '../usage-error.ts';

/**
 * JSON that was given on the command line: itself, `-` for what comes in, or `@FILE` for what a file holds.
 *
 * @throws UsageError when it cannot be read, or is no JSON.
 */
export const givenJson = async (option: string, given: string, io: CommandIo): Promise<unknown> => {
  let json = given;
  if (given === '-') json = await text(io.stdin);
  else if (given.startsWith('@'))
    json = await readFile(given.slice(1), 'utf8').catch((cause: unknown) => {
      throw new UsageError(`${option}: ${given.slice(1)} cannot be read: ${String(cause)}`);
    });
  try {
    return JSON.parse(json) as unknown;
  } catch (cause) {
    throw new UsageError(
      `${option} is not JSON: ${String(cause)}`,
      `As in ${option} '{"name": "value"}', or @FILE, or -.`,
    );
  }
};
