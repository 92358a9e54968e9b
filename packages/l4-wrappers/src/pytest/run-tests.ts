import { join } from 'node:path';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { coverage, coverageEnvironment, measureCoverage } from './coverage-report.ts';
import { type ReportedTest, readJunitReport } from './junit-report.ts';
import { nodeIdOf } from './node-id.ts';
import {
  type PyTestAnswer,
  type PyTestSession,
  type PyTestSettings,
  pytestError,
  withPytest,
} from './pytest-session.ts';
import { selection, selectionArgs } from './selection.ts';
import { parseSummaryLine, parseUnexpectedPasses } from './summary-line.ts';

/** Arguments that would take the report away, or let a run without tests look like one. */
const harmful =
  /^(?:--junit-?xml|-h$|--help$|-V$|--version$|--co(?:llect-only)?$|--fixtures|--markers$|--setup-(?:only|plan)$|-m|-k|-?p?no:junitxml$|junit_)/;

/** How much of what pytest printed goes into the answer: its end, in characters. */
const maxOutputLength = 16_000;

const outcome = z.enum(['passed', 'failed', 'error', 'skipped', 'xfailed', 'xpassed']);

const test = z.object({
  id: z.string().describe("pytest's node id"),
  outcome,
  durationMs: z.number(),
  message: z.string().optional().describe('Why it failed, broke or was skipped'),
  file: z.string().optional().describe('Where the test is written, relative to the root folder of pytest'),
  line: z.int().optional().describe('Counted from 1'),
});

/**
 * Runs a project's tests. A read, because what it writes is gone when it answers: reports, caches and bytecode go to
 * a temporary folder. What the tests themselves do is theirs; whoever does not trust them runs them in a container.
 *
 * Red tests are an answer, not a failure: look at `verdict`. Fails with `tool_missing` (no Python, pytest or
 * pytest-cov), `refused` (pytest rejects its arguments or configuration), `timed_out`, `not_found` (no such
 * folder), `unexpected_answer` (pytest broke, or its report contradicts what it printed).
 */
export const runTests = defineOperation({
  name: 'run_tests',
  summary: 'Run the tests of a Python project with pytest.',
  effect: 'read',
  input: z.object({
    ...selection,
    coverage: z.boolean().default(false).describe('Measure which lines the tests run (needs pytest-cov)'),
    pythonPath: z
      .array(z.string().regex(/^[^:]+$/, 'PYTHONPATH can hold neither an empty path nor one with a colon'))
      .default([])
      .describe(
        'Folders whose modules are taken before installed ones, those of projects installed in editable mode included',
      ),
    maxFailures: z.int().positive().optional().describe('Stop after so many failures'),
    verbosity: z.int().min(0).max(2).default(0).describe('How much pytest prints'),
    extraArgs: z
      .array(z.string().refine((arg) => !harmful.test(arg), 'would break the report, or is an input of its own'))
      .default([])
      .describe('Further arguments for pytest'),
    timeoutMs: z.int().positive().optional().describe('Time limit in milliseconds'),
  }),
  output: z.object({
    verdict: z.enum(['green', 'red', 'no_tests']),
    exitCode: z.int().describe("pytest's own"),
    total: z.int(),
    passed: z.int(),
    failed: z.int(),
    errors: z.int().describe('Tests whose set-up or tear-down broke, and files that could not be collected'),
    skipped: z.int(),
    xfailed: z.int().describe('Failed as expected'),
    xpassed: z.int().describe('Passed against expectation'),
    durationMs: z.number(),
    tests: z.array(test),
    coverage: coverage.optional(),
    output: z.string().describe('The end of what pytest printed'),
    command: z.array(z.string()),
  }),
});

type Input = z.output<typeof runTests.input>;
type Test = z.output<typeof test>;

const reportFile = 'report.xml';

const sessionOf = (input: Input): PyTestSession => ({
  cwd: input.cwd,
  timeoutMs: input.timeoutMs,
  args: (reports) => [
    ...input.extraArgs,
    ...selectionArgs(input),
    ...(input.verbosity === 0 ? [] : [`-${'v'.repeat(input.verbosity)}`]),
    ...(input.maxFailures === undefined ? [] : [`--maxfail=${input.maxFailures}`]),
    ...(input.coverage ? ['--cov', '--cov-report='] : []),
    // Names the unexpected passes, which the report does not tell apart; failures and errors are pytest's default.
    '-rfEX',
    // The older family says in which file a test stands; every pytest since 4 has it.
    '-o',
    'junit_family=xunit1',
    `--junitxml=${join(reports, reportFile)}`,
    ...input.paths,
  ],
  env: coverageEnvironment,
  modules: () => input.pythonPath,
});

const testOf = async (reported: ReportedTest, cwd: string, unexpected: ReadonlySet<string>): Promise<Test> => {
  const { file, line, message, durationMs } = reported;
  const id = await nodeIdOf(reported, cwd);
  return {
    id,
    outcome: reported.outcome === 'passed' && unexpected.has(id) ? 'xpassed' : reported.outcome,
    durationMs,
    ...(message === undefined ? {} : { message }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  };
};

/** Why a report cannot be believed: it and pytest's own last line must agree on what went wrong. */
const contradiction = (reported: readonly ReportedTest[], stdout: string): string | undefined => {
  const counted = parseSummaryLine(stdout);
  if (counted === undefined) return undefined;
  const failed = reported.reduce((sum, one) => sum + one.failures, 0);
  const errors = reported.reduce((sum, one) => sum + one.errors, 0);
  if (failed === counted.failed && errors === counted.errors) return undefined;
  return `the report has ${failed} failed and ${errors} errors, pytest printed ${counted.failed} failed and ${counted.errors} errors`;
};

/** pytest's exit codes (https://docs.pytest.org/en/stable/reference/exit-codes.html): 2 is also a failed collection. */
const verdictOf = (exitCode: number, tests: readonly Test[]): 'green' | 'red' | 'no_tests' | undefined => {
  const broken = tests.some(({ outcome: one }) => one === 'failed' || one === 'error');
  if (broken) return exitCode <= 2 ? 'red' : undefined;
  if (exitCode === 5 || (exitCode === 0 && tests.length === 0)) return 'no_tests';
  if (exitCode === 0) return 'green';
  // No test failed, but pytest says no: a coverage limit of the project, for instance.
  return exitCode === 1 ? 'red' : undefined;
};

const answerOf = async (input: Input, answer: PyTestAnswer, reports: string) => {
  const unusable = (reason?: string) => pytestError(answer, reason);
  const reported = await readJunitReport(join(reports, reportFile)).catch(async (cause: unknown) => {
    throw await unusable(`pytest's report cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  });
  if (reported === undefined) throw await unusable();
  const reason = contradiction(reported, answer.stdout);
  if (reason !== undefined) throw await unusable(reason);
  const unexpected = parseUnexpectedPasses(answer.stdout);
  const tests = await Promise.all(reported.map((one) => testOf(one, input.cwd, unexpected)));
  const verdict = verdictOf(answer.exitCode, tests);
  if (verdict === undefined) throw await unusable();
  const measured = input.coverage ? await measureCoverage(answer, { cwd: input.cwd, reports }) : undefined;
  const count = (wanted: Test['outcome']): number => tests.filter((one) => one.outcome === wanted).length;
  return {
    verdict,
    exitCode: answer.exitCode,
    total: tests.length,
    passed: count('passed'),
    failed: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    xfailed: count('xfailed'),
    xpassed: count('xpassed'),
    durationMs: answer.durationMs,
    tests,
    ...(measured === undefined ? {} : { coverage: measured }),
    output: answer.stdout.slice(-maxOutputLength),
    command: [...answer.command],
  };
};

/** Performs `run_tests`. */
export const handleRunTests =
  (settings: PyTestSettings): Handler<typeof runTests> =>
  (input, ctx) =>
    withPytest(settings, sessionOf(input), ctx, (answer, reports) => answerOf(input, answer, reports));
