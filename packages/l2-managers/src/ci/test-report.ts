import { z } from 'zod';
import type { OutputOf } from '@strata/core';
import type { PyTestOperations } from '@strata/l3-experts';

/** What a run of tests came to, short enough to be passed on. */
export const testReport = z.object({
  verdict: z.enum(['green', 'red', 'no_tests']),
  total: z.int(),
  passed: z.int(),
  failed: z.int(),
  errors: z.int().describe('Tests whose set-up broke, and files that could not be collected.'),
  skipped: z.int(),
  durationMs: z.number(),
  coveragePercent: z.number().optional(),
  failing: z.array(z.object({ id: z.string(), message: z.string() })).describe('Every test that failed or broke.'),
});

export type TestReport = z.output<typeof testReport>;

/** Takes from a run of tests what a report needs. */
export const reportOf = (run: OutputOf<PyTestOperations, 'run_tests'>): TestReport => ({
  verdict: run.verdict,
  total: run.total,
  passed: run.passed,
  failed: run.failed,
  errors: run.errors,
  skipped: run.skipped,
  durationMs: run.durationMs,
  ...(run.coverage === undefined ? {} : { coveragePercent: run.coverage.percent }),
  failing: run.tests
    .filter((test) => test.outcome === 'failed' || test.outcome === 'error')
    .map((test) => ({ id: test.id, message: test.message ?? '' })),
});

/** How much of a failure's text goes into a sentence, in characters. */
const causeLength = 200;

/** The line that names the cause: where pytest shows code around it, the last that it marks with `E`. */
const causeIn = (text: string): string => {
  const marked = text
    .match(/^E +\S.*$/gm)
    ?.at(-1)
    ?.replace(/^E +/, '');
  const cause = marked ?? text.split('\n', 1)[0] ?? '';
  return cause.length > causeLength ? `${cause.slice(0, causeLength)}…` : cause;
};

/** One line that says how a report ended: `3 tests, 2 passed, 1 failed`. */
export const summarise = ({ total, passed, failed, errors, skipped }: TestReport): string =>
  [
    `${total} ${total === 1 ? 'test' : 'tests'}`,
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(errors > 0 ? [`${errors} broken`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');

/** Why a change may not go on, as sentences; empty when it may. A limit of 0 is a limit like any other. */
export const objectionsTo = (report: TestReport, minCoverage: number | undefined): readonly string[] => {
  const [first, ...more] = report.failing;
  const objections: string[] = [];
  if (report.verdict === 'no_tests') objections.push('no tests were found: nothing shows that the change works');
  else if (first !== undefined)
    objections.push(
      `${summarise(report)}: ${first.id}${more.length > 0 ? ` and ${more.length} more` : ''} (${causeIn(first.message)})`,
    );
  else if (report.verdict === 'red') objections.push('pytest ended with an error, although no test failed');
  else if (report.passed === 0) objections.push(`no test passed (${summarise(report)}): nothing shows that it works`);
  if (minCoverage === undefined || report.verdict === 'no_tests') return objections;
  const { coveragePercent } = report;
  if (coveragePercent === undefined) objections.push('coverage was not measured');
  else if (coveragePercent < minCoverage)
    objections.push(`coverage is ${coveragePercent.toFixed(1)} %, below the ${minCoverage} % that are asked for`);
  return objections;
};

/** What to do about a report that does not do. */
export const hintFor = (report: TestReport, minCoverage: number | undefined): string => {
  if (report.verdict === 'no_tests' || report.passed === 0)
    return 'Is it a pytest project? It needs tests that pytest finds, such as test_*.py, and that are not skipped.';
  if (report.verdict === 'green' && minCoverage !== undefined)
    return 'Add tests for what is not covered, or ask for less.';
  return 'Mend the change, and try again.';
};
