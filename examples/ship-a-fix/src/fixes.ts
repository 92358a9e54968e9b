import { readFile } from 'node:fs/promises';
import type { Decision } from '@strata/core';

/** A fix that somebody proposes, and what the reviewer says to it. */
export interface Fix {
  readonly name: string;
  readonly title: string;
  readonly branch: string;
  readonly readPatch: () => Promise<string>;
  readonly verdict: Decision;
  readonly expected: 'merged' | 'rolled_back';
}

const patchFrom = (file: string) => (): Promise<string> =>
  readFile(new URL(`../fixes/${file}`, import.meta.url), 'utf8');

export const rightFix: Fix = {
  name: 'the right fix',
  title: 'Send orders of exactly 50 for free',
  branch: 'fix/free-from-50',
  readPatch: patchFrom('right.patch'),
  verdict: { approved: true, by: 'Ann' },
  expected: 'merged',
};

/** Turns every test green, and is wrong all the same: only a person sees that. */
export const wrongFix: Fix = {
  name: 'the wrong fix',
  title: 'Make the postage test pass',
  branch: 'fix/postage-test',
  readPatch: patchFrom('wrong.patch'),
  verdict: { approved: false, by: 'Ann', comment: 'five kilograms are not what makes an order free' },
  expected: 'rolled_back',
};
