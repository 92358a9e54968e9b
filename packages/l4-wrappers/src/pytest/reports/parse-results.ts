import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { type ReportedTest, parseJunitReport } from './junit-report.ts';
import { nodeIdOf } from '../node-id.ts';
import { isOne, parseReport, readReport, reportInput } from './report-file.ts';
import { argument } from '../session/selection.ts';
import { type TestResult, type TestResults, countTests, testResults } from '../test-result.ts';

/**
 * Reads the results in a JUnit report, which pytest writes with `--junitxml`, and most other tools in some way.
 * Fails with `not_found` when there is no such file, and `refused` when it is larger than 32 MiB, cut off, no JUnit
 * report, or declares entities of its own.
 */
export const parseResults = defineOperation({
  name: 'parse_results',
  summary: 'Read the results of tests from a JUnit report.',
  effect: 'read',
  input: z
    .object({
      ...reportInput,
      cwd: argument.min(1).optional().describe('The project folder: ids are then those that pytest takes'),
    })
    .refine(({ path, xml }) => isOne(path, xml), 'either path or xml is needed'),
  output: testResults,
});

const testOf = async (reported: ReportedTest, cwd: string | undefined): Promise<TestResult> => {
  const { name, outcome, durationMs, message, traceback, file, line, stdout, stderr } = reported;
  const broken = outcome === 'failed' || outcome === 'error';
  return {
    id: await nodeIdOf(reported, cwd),
    name,
    outcome,
    durationMs,
    ...(message === undefined ? {} : { message }),
    ...(traceback === undefined || !broken ? {} : { traceback }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(stdout === undefined && stderr === undefined
      ? {}
      : { captured: { ...(stdout === undefined ? {} : { stdout }), ...(stderr === undefined ? {} : { stderr }) } }),
  };
};

/** Reads a JUnit report into results. @throws ReportError when it cannot be read. */
export const readResults = async (given: {
  readonly path?: string | undefined;
  readonly xml?: string | undefined;
  readonly cwd?: string | undefined;
}): Promise<TestResults> => {
  const xml = given.path === undefined ? (given.xml ?? '') : await readReport(given.path);
  const reported = parseReport(given.path ?? 'the report', xml, parseJunitReport);
  const tests: TestResult[] = [];
  for (const one of reported) tests.push(await testOf(one, given.cwd));
  const durationMs = tests.reduce((sum, test) => sum + test.durationMs, 0);
  return { ...countTests(tests), durationMs, tests };
};

/** Performs `parse_results`. */
export const handleParseResults: Handler<typeof parseResults> = (input) => readResults(input);
