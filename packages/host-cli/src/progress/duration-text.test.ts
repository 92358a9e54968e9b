import { expect, test } from 'vitest';
import { durationText } from './duration-text.ts';

test.for([
  [0, '0.0 s'],
  [149, '0.1 s'],
  [12_345, '12.3 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [3_600_000, '60 min 00 s'],
] as const)('%i ms is %s', ([durationMs, text]) => {
  expect(durationText(durationMs)).toBe(text);
});
