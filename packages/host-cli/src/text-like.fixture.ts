import { expect } from 'vitest';

/** Stands for any text that a pattern matches, inside of what a test expects. */
export const textLike = (pattern: RegExp): unknown => expect.stringMatching(pattern);
