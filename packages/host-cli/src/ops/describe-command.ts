import { describeInFull } from '@strata/core';
import type { CommandIo } from '../command-io.ts';
import { RedactedOutput } from '../redacted-output.ts';
import { UsageError } from '../usage-error.ts';
import { findOperation, splitNames } from './found-operation.ts';
import { operationText } from './operation-text.ts';

/**
 * `strata ops describe`: all that there is to know about one operation.
 *
 * @throws UsageError when there is no such operation.
 */
export const describeCommand = async (
  words: readonly string[],
  { json }: { readonly json?: boolean },
  io: CommandIo,
): Promise<void> => {
  const { tool, operation, rest } = splitNames(words);
  if (rest.length > 0) throw new UsageError(`too many words: ${rest.join(' ')}`, 'See strata ops describe --help.');
  // What is described needs no credentials.
  const found = await findOperation(tool, operation, {});
  const stdout = new RedactedOutput(io.stdout, []);
  const practices = (found.practices ?? []).map(({ name, field }) => ({ name, field }));
  if (json === true) stdout.writeJson({ ...describeInFull(found.tool.name, found.operation), practices });
  else stdout.write(operationText(found));
  await stdout.flushed();
  stdout.release();
};
