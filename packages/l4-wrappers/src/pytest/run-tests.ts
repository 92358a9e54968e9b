import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import { coverageArgs, coverageEnvironment, coverageInput, measureCoverage } from './coverage/coverage-measurement.ts';
import { coverage } from './coverage/coverage.ts';
import { extraArguments } from './session/extra-arguments.ts';
import { type PyTestAnswer, type PyTestSession, type PyTestSettings, withPytest } from './session/pytest-session.ts';
import { judgeRun } from './session/run-verdict.ts';
import { argument, selection, selectionArgs } from './session/selection.ts';
import { countTests, outcome, rootFolder, testResults } from './test-result.ts';

/** How much of what pytest printed goes into the answer: its end, in characters. */
const maxOutputLength = 16_000;

const progress = {
  id: z.string().describe("pytest's node id"),
  done: z.int().describe('How many tests have ended'),
  total: z.int().optional().describe('How many there are, as soon as pytest knows'),
};

/** What is told of one test. */
const progressPart = z.discriminatedUnion('event', [
  z.object({ event: z.literal('started'), ...progress }),
  z.object({ event: z.literal('finished'), ...progress, outcome, durationMs: z.number() }),
]);

/**
 * Runs a project's tests. A read, because what it writes is gone when it answers: reports, caches and bytecode go to
 * a temporary folder. What the tests themselves do is theirs; whoever does not trust them runs them in a container.
 * While the suite runs it tells of each test that starts and ends.
 *
 * Red tests are an answer, not a failure: look at `verdict`. `total`, `passed` and so on count each test once; `counts`
 * is what pytest's own last line says, where a test that passed and then broke in its tear-down counts twice.
 *
 * Fails with `tool_missing` (no Python, pytest, pytest-cov or pytest-xdist), `refused` (pytest rejects its arguments or
 * configuration, or was interrupted), `timed_out`, `not_found` (no such folder), `unexpected_answer` (pytest broke, or its
 * report contradicts what it printed).
 */
export const runTests = defineOperation({
  name: 'run_tests',
  summary: 'Run the tests of a Python project with pytest.',
  effect: 'read',
  input: z.object({
    ...selection,
    only: z
      .array(argument.min(1))
      .default([])
      .describe('Files, folders or node ids, relative to cwd: only these run, as they run when all of the paths do'),
    coverage: coverageInput,
    maxFailures: z.int().positive().optional().describe('Stop after so many failures'),
    workers: z.int().min(1).max(256).optional().describe('Run in so many processes (needs pytest-xdist)'),
    verbosity: z.int().min(0).max(2).default(0).describe('How much pytest prints'),
    extraArgs: extraArguments,
    timeoutMs: z.int().positive().optional().describe('Time limit in milliseconds'),
  }),
  part: progressPart,
  output: testResults.extend({
    verdict: z.enum(['green', 'red', 'no_tests']),
    rootFolder,
    exitCode: z.int().describe("pytest's own"),
    counts: z
      .record(z.string(), z.int())
      .describe("What pytest's last line counts, by its own words: passed, failed, error, deselected, warnings, …"),
    coverage: coverage.optional(),
    output: z.string().describe('The end of what pytest printed'),
    command: z.array(z.string()),
  }),
  verdict: ({ verdict }) => (verdict === 'green' ? 'good' : 'bad'),
});

type Input = z.output<typeof runTests.input>;

/** Tells of what the plugin's lines say about tests that start and end. */
const telling = (ctx: HandlerContext<z.input<typeof progressPart>>): PyTestSession['onLine'] => {
  if (!ctx.isHeard) return undefined;
  return async (line, { tests, collected }, finished) => {
    const total = collected === undefined ? {} : { total: collected };
    if (line.event === 'started') await ctx.tell({ event: 'started', id: line.id, done: tests.length, ...total });
    if (finished === undefined) return;
    const { id, outcome: ended, durationMs } = finished;
    await ctx.tell({ event: 'finished', id, done: tests.length, ...total, outcome: ended, durationMs });
  };
};

const sessionOf = (input: Input, onLine: PyTestSession['onLine']): PyTestSession => ({
  cwd: input.cwd,
  timeoutMs: input.timeoutMs,
  args: [
    ...input.extraArgs,
    ...selectionArgs(input),
    ...(input.verbosity === 0 ? [] : [`-${'v'.repeat(input.verbosity)}`]),
    ...(input.maxFailures === undefined ? [] : [`--maxfail=${input.maxFailures}`]),
    ...(input.workers === undefined ? [] : ['-n', String(input.workers)]),
    ...coverageArgs(input.coverage),
  ],
  paths: input.paths,
  only: input.only,
  env: (reports) => ({ ...input.env, ...coverageEnvironment(reports) }),
  modules: input.pythonPath,
  onLine,
});

const answerOf = async (input: Input, answer: PyTestAnswer, reports: string) => {
  const { verdict, counts, rootFolder: root } = await judgeRun(answer);
  const { cwd } = input;
  const measured = await measureCoverage(input.coverage, answer, { cwd, reports });
  const { tests } = answer.record;
  return {
    verdict,
    rootFolder: root,
    exitCode: answer.exitCode,
    ...countTests(tests),
    counts,
    durationMs: answer.durationMs,
    tests: [...tests],
    ...(measured === undefined ? {} : { coverage: measured }),
    output: answer.stdout.slice(-maxOutputLength),
    command: [...answer.command],
  };
};

/** Performs `run_tests`. */
export const handleRunTests =
  (settings: PyTestSettings): Handler<typeof runTests> =>
  (input, ctx) =>
    withPytest(settings, sessionOf(input, telling(ctx)), ctx, (answer, reports) => answerOf(input, answer, reports));
