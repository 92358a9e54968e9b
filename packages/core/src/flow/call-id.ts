import { withoutAttempts } from './scope-key.ts';

/** Names one call of one run: the same for every attempt at it, in this process or, after a crash, in the next. */
export const callIdOf = (correlationId: string, key: string): string => `${correlationId}/${withoutAttempts(key)}`;
