import { expect, test } from 'vitest';
import { type FileSize, findTooLong, measure } from './statistics.ts';

const filesOf = (...lengths: readonly number[]): readonly FileSize[] =>
  lengths.map((lines, index) => ({ path: `file-${index}.ts`, lines }));

test('measures median, ninth decile and the longest file', () => {
  const sizes = measure(filesOf(10, 20, 30, 40, 50, 60, 70, 80, 90, 1000));
  expect(sizes).toEqual({ files: 10, lines: 1450, median: 50, p90: 90, longest: { path: 'file-9.ts', lines: 1000 } });
});

test('names the one file that is too long', () => {
  expect(findTooLong(measure(filesOf(10, 10, 301)))).toEqual([
    'nine in ten up to 301 lines, at most 220',
    'file-2.ts has 301 lines, at most 300',
  ]);
});

test('a median of 91 lines is too long, files within the limits are not', () => {
  expect(findTooLong(measure(filesOf(91)))).toEqual(['median 91 lines, at most 90']);
  expect(findTooLong(measure(filesOf(90, 90, 220)))).toEqual([]);
});

test('having seen nothing is a finding', () => {
  expect(findTooLong(measure([]))).toEqual(['no source file seen: the check is blind']);
});
