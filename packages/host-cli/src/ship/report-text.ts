import { type TestReport, summarise } from '@strata/l2-managers';
import type { Colours } from '../colours.ts';
import { durationText } from '../progress/duration-text.ts';
import { oneLine } from '../progress/text-width.ts';
import type { GitHubUsed, Merged, NotShipped, TestReports } from './ship-report.ts';

type Row = readonly [name: string, ...lines: readonly string[]];

const table = (rows: readonly Row[], colours: Colours): string => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows
    .flatMap(([name, ...lines]) =>
      lines.map((line, index) => `  ${colours.dim((index === 0 ? name : '').padEnd(width))}  ${oneLine(line)}`),
    )
    .join('\n');
};

const testsText = (report: TestReport): string =>
  `${report.verdict === 'no_tests' ? 'no tests' : summarise(report)}${
    report.coveragePercent === undefined ? '' : `, ${report.coveragePercent.toFixed(1)} % covered`
  }`;

const testRows = (tests: TestReports | undefined): readonly Row[] =>
  tests === undefined
    ? []
    : [['tests', `before: ${testsText(tests.baseline)}`, `with the change: ${testsText(tests.withChange)}`]];

const githubText = ({ url, local, calls }: GitHubUsed): string =>
  `${local ? 'local, gone with this run' : url}; ${calls} ${calls === 1 ? 'call' : 'calls'}`;

const lastRows = ({ github, durationMs }: Merged | NotShipped): readonly Row[] => [
  ['GitHub', githubText(github)],
  ['time', durationText(durationMs)],
];

/** How many files are named. */
const named = 10;

const filesText = (files: readonly string[]): readonly string[] =>
  files.length <= named ? files : [...files.slice(0, named), `and ${files.length - named} more`];

/** What to print on stdout for a change that was merged. */
export const mergedText = (report: Merged, colours: Colours): string => {
  const { pullRequest, repo, branch, branchDeleted } = report;
  const rows: readonly Row[] = [
    ['pull request', report.github.local ? `#${pullRequest.number}` : pullRequest.url],
    ...testRows(report.tests),
    ['files', ...filesText(report.files)],
    ['commit', `${report.commit.slice(0, 12)}, merged as ${report.mergeCommit.slice(0, 12)}`],
    ['branch', `${branch}, ${branchDeleted ? 'deleted' : 'which could not be deleted'}`],
    ...lastRows(report),
  ];
  return `${colours.green('✔')} ${colours.bold(`Merged #${pullRequest.number} into ${repo}`)}\n\n${table(rows, colours)}\n`;
};

const headline = ({ undone, notUndone }: NotShipped): string => {
  if (notUndone.length > 0) return 'Not shipped, and not everything could be taken back';
  return undone.length > 0
    ? 'Not shipped; everything that was made has been taken back'
    : 'Not shipped; nothing had been made';
};

/** What to print on stdout for a change that was not merged: effect by effect what became of it. */
export const notShippedText = (report: NotShipped, colours: Colours): string => {
  const { undone, notUndone } = report;
  const rows: readonly Row[] = [
    ...testRows(report.tests),
    ...(undone.length === 0 ? [] : [['undone', ...undone.map((it) => `${it.operation}: ${it.what}`)] as const]),
    ...(notUndone.length === 0
      ? []
      : [['left', ...notUndone.map((it) => `${it.operation}: ${it.what} (${it.reason})`)] as const]),
    ...lastRows(report),
  ];
  return `${colours.bold(headline(report))}\n\n${table(rows, colours)}\n`;
};
