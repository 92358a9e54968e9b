import { type TestReport, summarise } from '../ci/test-report.ts';

/** What a pull request says about the tests that were run for it. */
export interface Tested {
  readonly baseline: TestReport;
  readonly tests: TestReport;
  readonly files: readonly ({ readonly path: string; readonly deleted: true } | { readonly path: string })[];
}

/** How many files and tests are listed by name, so that a text stays within what a person reads. */
const listed = 50;

const seconds = (durationMs: number): string => `${(durationMs / 1000).toFixed(1)} s`;

const row = (name: string, report: TestReport): string =>
  `| ${name} | ${report.verdict} | ${report.passed} | ${report.failed} | ${report.errors} | ${report.skipped} | ${seconds(report.durationMs)} |`;

/** A file name as Markdown code, whatever characters it has. */
const code = (text: string): string => {
  const ticks = '`'.repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)));
  const shown = text.replaceAll(/\s/g, ' ');
  return ticks.length === 1 ? `\`${shown}\`` : `${ticks} ${shown} ${ticks}`;
};

const list = (lines: readonly string[]): readonly string[] =>
  lines.length <= listed ? lines : [...lines.slice(0, listed), `- … and ${lines.length - listed} more`];

/** The test report as Markdown. */
export const reportText = ({ baseline, tests }: Tested): string =>
  [
    '| tests | verdict | passed | failed | broken | skipped | time |',
    '|---|---|--:|--:|--:|--:|--:|',
    row('before', baseline),
    row('with this change', tests),
    ...(tests.coveragePercent === undefined
      ? []
      : ['', `Coverage with this change: ${tests.coveragePercent.toFixed(1)} %.`]),
    ...(baseline.failing.length === 0
      ? []
      : ['', 'Red before this change:', '', ...list(baseline.failing.map(({ id }) => `- ${code(id)}`))]),
  ].join('\n');

/** The body of a pull request. */
export const bodyText = (description: string, tested: Tested): string =>
  [
    ...(description === '' ? [] : [description, '']),
    '## Tests',
    '',
    reportText(tested),
    '',
    '## Files',
    '',
    ...list(tested.files.map((file) => `- ${code(file.path)}${'deleted' in file ? ' (deleted)' : ''}`)),
  ].join('\n');

/** The comment that says how the tests ended. */
export const commentText = ({ baseline, tests }: Tested): string => {
  const before = baseline.verdict === 'green' ? 'green' : baseline.verdict === 'red' ? 'red' : 'no';
  return `Tested: ${summarise(tests)}. Before the change: ${before} tests (${summarise(baseline)}).`;
};
