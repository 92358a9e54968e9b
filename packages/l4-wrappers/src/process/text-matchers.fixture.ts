import { expect } from 'vitest';

/** Matches a text that contains another. Vitest's own matcher has no type. */
export const containing = (text: string): unknown => expect.stringContaining(text);

/** Matches a text that fits a pattern, or contains a text. */
export const matching = (pattern: RegExp | string): unknown => expect.stringMatching(pattern);
