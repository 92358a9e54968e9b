import type { CommanderError } from 'commander';
import { UsageError } from './usage-error.ts';

/** Commander's words as ours: `error: unknown option '--pach'`, then perhaps `(Did you mean --patch?)`. */
export const usageErrorOf = (error: CommanderError, hint: string): UsageError => {
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  return new UsageError(message, suggestion?.replace(/^\(|\)$/g, '') ?? hint);
};
