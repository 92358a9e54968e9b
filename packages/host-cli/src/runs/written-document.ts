import { writeFile } from 'node:fs/promises';
import { UsageError } from '../usage-error.ts';

/**
 * Writes a file that somebody has named.
 *
 * @throws UsageError when it cannot be written.
 */
export const writeDocument = async (option: string, path: string, text: string): Promise<void> => {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new UsageError(`${option}: ${path} cannot be written: ${String(cause)}`, 'Name a file in a folder of yours.');
  }
};
