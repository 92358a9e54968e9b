import { join } from 'node:path';
import {
  type Failure,
  type OutputOf,
  type Tool,
  branch,
  defineOperation,
  fail,
  fallback,
  flow,
  invoke,
  part,
  saga,
  step,
  succeed,
} from '@strata/core';
import type { GitOperations, PyTestOperations } from '@strata/l3-experts';
import { z } from 'zod';
import { type TestReport, hintFor, objectionsTo, reportOf, testReport } from './test-report.ts';

/** A file as it is after the change: what was tested is what can be committed. */
const changedFile = z.union([
  z.object({ path: z.string(), deleted: z.literal(true) }),
  z.object({
    path: z.string(),
    content: z.string(),
    encoding: z.enum(['utf-8', 'base64']),
    executable: z.boolean(),
    symbolicLink: z.boolean(),
    sizeBytes: z.int(),
  }),
]);

/**
 * Tests a change in scratch copies, so that neither the working copy nor its repository is touched: the tests as they
 * are, then with the change. Succeeds only when they are green with it, whether they were green or red before.
 *
 * Fails with `refused` when tests are red, when there are none or when coverage is too low (`details` then holds both
 * reports). Everything else fails as a `saga_failed` whose cause is git's or pytest's own failure.
 */
export const runCi = defineOperation({
  name: 'run_ci',
  summary: 'Test a change of a Python project: the tests as they are, then with the change.',
  effect: 'read',
  input: z.object({
    path: z.string().min(1).describe("The project's folder."),
    patch: z.string().optional().describe("The change as a patch; the working copy's own edits when left out."),
    minCoverage: z.number().min(0).max(100).optional().describe('The coverage to reach, in percent.'),
    expectedHead: z
      .string()
      .optional()
      .describe('The commit that the working copy has to be at; any, or none, when left out.'),
    testPaths: z.array(z.string()).default([]).describe("Which tests; pytest's own choice when left out."),
  }),
  output: z.object({
    head: z.string().nullable().describe('The commit that the change is based on; null outside a repository.'),
    baseline: testReport.describe('The tests without the change.'),
    tests: testReport.describe('The tests with the change.'),
    files: z.array(changedFile).describe('The changed files, as they were tested.'),
  }),
});

type Input = z.output<typeof runCi.input>;

/** Whatever is installed in editable mode must not be tested in place of the scratch copy. */
const pythonPath = (workdir: string): string[] => [workdir, join(workdir, 'src')];

const refused = (message: string, hint: string, details?: unknown) =>
  fail<Failure<'run_ci'>>({
    kind: 'refused',
    operation: 'run_ci',
    message,
    hint,
    retryable: false,
    ...(details === undefined ? {} : { details }),
  });

const short = (sha: string): string => sha.slice(0, 12);

/** What was tested has to be what is merged; whole files are, so those of another state must not come along. */
const elsewhere = (path: string, head: string | null, expected: string) =>
  fail<Failure<'run_ci'>>({
    kind: 'conflict',
    operation: 'run_ci',
    message:
      head === null
        ? `${path} is not a git repository: nothing shows that it is at ${short(expected)}`
        : `the working copy is at ${short(head)}, not at ${short(expected)}`,
    hint: 'Bring a working copy to that commit first: what was tested has to be what is merged.',
    retryable: false,
  });

type Scratch = OutputOf<GitOperations, 'create_scratch'>;

/** The change as a patch, whichever way it comes. */
const readChange = (git: Tool<GitOperations>) =>
  part<{ readonly input: Input }>()
    .to(
      branch('change', ({ input }) => (input.patch === undefined ? 'edits' : 'given'), {
        edits: invoke(git, 'diff', ({ input }) => ({ cwd: input.path }), { as: 'edits' }),
        given: step('given', async ({ input }) => succeed({ patch: input.patch ?? '' })),
      }),
    )
    .to(
      step('some_change', async ({ change }) =>
        change.patch.trim() === ''
          ? refused('the change is empty: there is nothing to test', 'Edit a file, or name a patch that changes one.')
          : succeed(null),
      ),
    );

/** A run that pytest could not even begin, as a report: whatever is broken, it is not green. */
const brokenReport = (message: string): TestReport => ({
  verdict: 'red',
  total: 0,
  passed: 0,
  failed: 0,
  errors: 1,
  skipped: 0,
  durationMs: 0,
  failing: [{ id: 'pytest', message }],
});

/** The tests as they are. That they cannot run at all may be just what the change mends. */
const testBefore = (git: Tool<GitOperations>, pytest: Tool<PyTestOperations>) =>
  part<{ readonly input: Input }>()
    .to(invoke(git, 'create_scratch', ({ input }) => ({ cwd: input.path }), { as: 'before' }))
    .to(
      step('on_base', async ({ input, before }) =>
        input.expectedHead === undefined || input.expectedHead === before.head
          ? succeed(null)
          : elsewhere(input.path, before.head, input.expectedHead),
      ),
    )
    .to(
      fallback(
        'baseline',
        (from) =>
          from
            .to(
              invoke(pytest, 'run_tests', ({ input, before }) => ({
                cwd: before.workdir,
                paths: input.testPaths,
                pythonPath: pythonPath(before.workdir),
              })),
            )
            .to(step('report', async ({ run_tests }) => succeed(reportOf(run_tests)))),
        (from) =>
          from.to(
            step('no_report', async ({ failure }) =>
              failure.kind === 'refused' || failure.kind === 'unexpected_answer'
                ? succeed(brokenReport(failure.message))
                : fail(failure),
            ),
          ),
      ),
    );

/** The tests with the change. The files are read before: what the tests write is not part of it. */
const testAfter = (git: Tool<GitOperations>, pytest: Tool<PyTestOperations>) =>
  part<{ readonly input: Input; readonly change: { readonly patch: string } }>()
    .to(invoke(git, 'create_scratch', ({ input }) => ({ cwd: input.path }), { as: 'after' }))
    .to(invoke(git, 'apply_patch', ({ after, change }) => ({ cwd: after.path, patch: change.patch })))
    .to(
      invoke(git, 'read_changes', ({ after, apply_patch }) => ({
        cwd: after.path,
        files: apply_patch.files.map((file) => file.path),
      })),
    )
    .to(
      invoke(
        pytest,
        'run_tests',
        ({ input, after }) => ({
          cwd: after.workdir,
          paths: input.testPaths,
          pythonPath: pythonPath(after.workdir),
          coverage: input.minCoverage !== undefined,
        }),
        { as: 'tests' },
      ),
    );

/** What is not needed any more; a run that fails before removes it as it takes itself back. */
const tidyUp = (git: Tool<GitOperations>) =>
  part<{ readonly before: Scratch; readonly after: Scratch }>()
    .to(invoke(git, 'remove_scratch', ({ before }) => ({ path: before.path }), { as: 'remove_before' }))
    .to(invoke(git, 'remove_scratch', ({ after }) => ({ path: after.path }), { as: 'remove_after' }));

const inScratch = (git: Tool<GitOperations>, pytest: Tool<PyTestOperations>) =>
  saga<Input>()
    .to(readChange(git))
    .to(testBefore(git, pytest))
    .to(testAfter(git, pytest))
    .to(tidyUp(git))
    .to(
      step('outcome', async ({ before, baseline, tests, read_changes }) =>
        succeed({
          head: before.head,
          baseline,
          tests: reportOf(tests),
          files: read_changes.files,
        }),
      ),
    );

/** The flow of `run_ci`. */
export const runCiFlow = (git: Tool<GitOperations>, pytest: Tool<PyTestOperations>) =>
  flow<Input>()
    .to(inScratch(git, pytest))
    .to(
      step('verdict', async ({ input, outcome }) => {
        const [objection, ...more] = objectionsTo(outcome.tests, input.minCoverage);
        if (objection === undefined) return succeed(outcome);
        const { baseline, tests } = outcome;
        return refused([objection, ...more].join('; '), hintFor(tests, input.minCoverage), { baseline, tests });
      }),
    );
