import { describe, expect, test } from 'vitest';
import { type TestRecord, closingLine, objections, tallyOf } from './tally.ts';

const record = (state: TestRecord['state']): TestRecord => ({ name: `a ${state} test`, file: 'a.test.ts', state });
const now = '2026-01-01T00:00:00.000Z';

describe('the tally of a run', () => {
  test('counts each state and keeps the tests', () => {
    const tally = tallyOf([record('passed'), record('passed'), record('failed'), record('skipped')], 0, now);
    expect(closingLine(tally)).toBe('2 passed, 1 failed, 1 skipped');
    expect(tally.tests).toHaveLength(4);
  });

  test('counts a file that could not be loaded as a failure', () => {
    expect(closingLine(tallyOf([record('passed')], 1, now))).toBe('1 passed, 1 failed, 0 skipped');
  });

  test('a run of nothing is refused', () => {
    expect(objections(tallyOf([], 0, now), false)).toEqual([expect.stringContaining('No test ran')]);
    expect(objections(tallyOf([record('skipped')], 0, now), false)).toHaveLength(1);
  });

  test('a skipped test is refused in CI alone', () => {
    const tally = tallyOf([record('passed'), record('skipped')], 0, now);
    expect(objections(tally, false)).toEqual([]);
    expect(objections(tally, true)).toEqual([expect.stringContaining('1 skipped')]);
  });
});
