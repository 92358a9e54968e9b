import type { Coverage } from '../coverage/coverage.ts';
import type { FailureGroup } from './failure-groups.ts';
import type { TestResults } from '../test-result.ts';

/** What a report tells, in whatever format. */
export interface ReportContent {
  readonly title: string;
  readonly results: TestResults;
  readonly groups: readonly FailureGroup[];
  /** The ids of the failed tests that passed when they were run again. */
  readonly flaky: ReadonlySet<string>;
  readonly coverage: Coverage | undefined;
}

/** How many tests a report names one by one for each cause: the first are enough to begin with. */
export const maxNamedTests = 20;

/** What stands behind the name of a flaky test; nothing behind those of others. */
export const flakyMark = (id: string, { flaky }: Pick<ReportContent, 'flaky'>): string =>
  flaky.has(id) ? ' (flaky: it passed when it was run again)' : '';

/** One line that says how the tests ended: `3 tests: 2 passed, 1 failed in 0.4 s`. */
export const summariseResults = ({ results, flaky }: Pick<ReportContent, 'results' | 'flaky'>): string => {
  const { total, passed, failed, errors, skipped, xfailed, xpassed, durationMs } = results;
  const flakyOf = (wanted: string): string => {
    const count = results.tests.filter(({ id, outcome }) => outcome === wanted && flaky.has(id)).length;
    return count === 0 ? '' : ` (${count} of them flaky)`;
  };
  const parts: readonly (readonly [number, string])[] = [
    [passed, 'passed'],
    [failed, `failed${flakyOf('failed')}`],
    [errors, `broken${flakyOf('error')}`],
    [skipped, 'skipped'],
    [xfailed, 'failed as expected'],
    [xpassed, 'passed against expectation'],
  ];
  const named = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const duration = `${(durationMs / 1000).toFixed(2)} s`;
  return `${total} ${total === 1 ? 'test' : 'tests'}${named.length > 0 ? `: ${named.join(', ')}` : ''} in ${duration}`;
};

/** A percentage as people read it; never rounded up to a full one. */
export const inPercent = (percent: number): string =>
  `${(percent < 100 ? Math.min(percent, 99.9) : percent).toFixed(1)} %`;

/** The numbers of lines in words, ranges drawn together: `3, 7-9`. */
export const inRanges = (lines: readonly number[]): string => {
  const ranges: { readonly first: number; last: number }[] = [];
  for (const line of lines) {
    const current = ranges.at(-1);
    if (current !== undefined && line === current.last + 1) current.last = line;
    else ranges.push({ first: line, last: line });
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(', ');
};

/** What is not on the screen but steers it: colours, cursor, bells. */
// oxlint-disable-next-line no-control-regex
const steering = /\u001B\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** Text from tests without what would steer the terminal of whoever reads it. */
export const readable = (text: string): string => text.replaceAll(steering, '');

/** The same in one line. */
export const inOneLine = (text: string): string => readable(text).replaceAll(/\s+/g, ' ').trim();
