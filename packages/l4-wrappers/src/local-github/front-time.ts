import { systemClock } from '@strata/core';

/** The present as GitHub writes it: to the second. */
export const nowText = (): string => new Date(systemClock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
