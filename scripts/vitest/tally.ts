/** How one test ended, and what a reader needs to find it. */
export interface TestRecord {
  readonly name: string;
  readonly file: string;
  readonly state: 'passed' | 'failed' | 'skipped';
}

/** What one whole test run amounts to. CI's closing line and the requirements check read it. */
export interface Tally {
  readonly endedAt: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly tests: readonly TestRecord[];
}

/** Where the last whole run leaves its tally, from the repository's root. */
export const tallyPath = '.strata/checks/tests.json';

const count = (tests: readonly TestRecord[], state: TestRecord['state']): number =>
  tests.filter((test) => test.state === state).length;

/**
 * Adds up a run. A broken file (one that failed without a failing test: a syntax error, a hook) counts as one failed
 * test, so that the closing line can't look green.
 */
export const tallyOf = (tests: readonly TestRecord[], brokenFiles: number, endedAt: string): Tally => ({
  endedAt,
  passed: count(tests, 'passed'),
  failed: count(tests, 'failed') + brokenFiles,
  skipped: count(tests, 'skipped'),
  tests,
});

/** The closing line of CI. */
export const closingLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** The house rules that Vitest does not know: why this run must not count as green, one line each. */
export const objections = (tally: Tally, inCi: boolean): readonly string[] => {
  const found: string[] = [];
  if (tally.passed + tally.failed === 0) found.push('No test ran: a run that ran nothing proves nothing.');
  if (inCi && tally.skipped > 0) found.push(`${tally.skipped} skipped: in CI every test runs (scripts/provision.sh).`);
  return found;
};
