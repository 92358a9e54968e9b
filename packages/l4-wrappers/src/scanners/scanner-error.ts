import type { Classified } from '@strata/core';

/** Thrown where a scan cannot go on; `problem` says what that means. */
export class ScannerError extends Error {
  readonly problem: Classified;

  constructor(problem: Classified, options?: ErrorOptions) {
    super(problem.message, options);
    this.name = 'ScannerError';
    this.problem = problem;
  }
}

/** What somebody else said, in one line, and without the user and password that an address may hold. */
export const inOneLine = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(\/\/)[^/\s@]+@/g, '$1')
    .trim()
    .slice(0, 300);

/** The scanner gave an answer that nobody can use: that is no clean result. */
export const unusable = (message: string, hint?: string): ScannerError =>
  new ScannerError({
    kind: 'unexpected_answer',
    message: inOneLine(message),
    ...(hint === undefined ? {} : { hint }),
    mayHaveHappened: false,
  });

/** The scanner could not ask whoever knows: that is no clean result either. */
export const unavailable = (message: string, hint: string, options?: ErrorOptions): ScannerError =>
  new ScannerError({ kind: 'unavailable', message: inOneLine(message), hint, mayHaveHappened: false }, options);

/** Ends a scan whose caller has given up. */
export const stopWhenAborted = (signal: AbortSignal): void => {
  if (!signal.aborted) return;
  throw new ScannerError({
    kind: 'cancelled',
    message: 'the scan was ended because the call was cancelled',
    mayHaveHappened: false,
  });
};
