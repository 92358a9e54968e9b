import type { ReportContent } from './report-content.ts';
import type { TestResult } from '../test-result.ts';
import { escapeXml } from './xml-text.ts';

/** The class name of JUnit: the file with dots for slashes, then the classes. */
const classnameOf = ({ id, name }: TestResult): string => {
  const before = name !== undefined && id.endsWith(`::${name}`) ? id.slice(0, -name.length - 2) : '';
  const [file = '', ...classes] = before.split('::');
  return [file.replace(/\.py$/, '').replaceAll('/', '.'), ...classes].filter(Boolean).join('.');
};

const attribute = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` ${name}="${escapeXml(value)}"`;

const mark = (element: string, test: TestResult, type: string | undefined): string =>
  `<${element}${attribute('message', test.message ?? '')}${attribute('type', type)}>${escapeXml(test.traceback ?? '')}</${element}>`;

const markOf = (test: TestResult): string => {
  switch (test.outcome) {
    case 'failed':
      return mark('failure', test, test.cause?.type);
    case 'error':
      return mark('error', test, test.cause?.type);
    case 'skipped':
      return mark('skipped', test, 'pytest.skip');
    case 'xfailed':
      return mark('skipped', test, 'pytest.xfail');
    case 'xpassed':
      // JUnit has no word for it; in the format's own place for everything else it is not lost.
      return '<properties><property name="outcome" value="xpassed"/></properties>';
    case 'passed':
      return '';
  }
};

const output = (element: string, text: string | undefined): string =>
  text === undefined ? '' : `<${element}>${escapeXml(text)}</${element}>`;

/** JUnit has no word for a flaky test either, and its reader counts a failure. */
const settledMark = '<properties><property name="settled" value="flaky"/></properties>';

const testcase = (test: TestResult, isFlaky: boolean): string => {
  const attributes = [
    attribute('classname', classnameOf(test)),
    attribute('name', test.name ?? test.id),
    attribute('file', test.file),
    // Counted from 0, as pytest's own.
    attribute('line', test.line === undefined ? undefined : String(test.line - 1)),
    attribute('time', seconds(test.durationMs)),
  ].join('');
  const { stdout, stderr } = test.captured ?? {};
  const settled = isFlaky ? settledMark : '';
  const inside = [settled, markOf(test), output('system-out', stdout), output('system-err', stderr)].join('');
  return `<testcase${attributes}>${inside}</testcase>`;
};

const seconds = (ms: number): string => (ms / 1_000).toFixed(6);

/**
 * Writes JUnit XML of the family `xunit1` (https://docs.pytest.org/en/stable/how-to/output.html), which says in which file a
 * test stands. It begins with its declaration.
 */
export const writeJunitReport = ({ title, results, flaky }: ReportContent): string => {
  const { total, failed, errors, skipped, xfailed, durationMs, tests } = results;
  const counts = `tests="${total}" failures="${failed}" errors="${errors}" skipped="${skipped + xfailed}"`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<testsuites><testsuite${attribute('name', title)} ${counts} time="${seconds(durationMs)}">`,
    ...tests.map((test) => testcase(test, flaky.has(test.id))),
    '</testsuite></testsuites>',
    '',
  ].join('\n');
};
