import { type Handler, type Tool, defineOperation } from '@strata/core';
import { type PyTestOperations, pytestCatalog } from '@strata/l4-wrappers/pytest';
import { z } from 'zod';
import { type Affected, findAffected } from './coverage-map.ts';
import { ContentReader } from './project-fingerprint.ts';
import { placeOf, remembered, runInput, runOnce } from './run-input.ts';
import { seenByTests } from './seen-by-tests.ts';
import { rememberRun, tryToRemember } from './test-history.ts';
import { byPath } from './test-path.ts';

/**
 * Runs the tests that a change can affect: those that ran any of the changed files when `run_strategy` last measured
 * coverage. What has changed is seen by itself. Everything runs when that is unknown, and when the change is not one
 * inside functions that only tests have called: at import, for instance, or outside of the project. A commit is such a
 * change, since tests may read which one is checked out: measure again after it. Nothing runs, and `run` is absent, when
 * nothing has changed. What one test leaves in memory for the next is not seen. Fails like `run_tests`; a run that has
 * ended is answered whether it could be remembered or not.
 */
export const runAffected = defineOperation({
  name: 'run_affected',
  summary: 'Run the tests that ran the changed files when coverage was last measured.',
  effect: 'write',
  idempotent: true,
  irreversible: 'the history keeps what was seen',
  input: runInput.omit({ paths: true, markers: true, keyword: true }).extend({
    changed: z.array(z.string().min(1)).default([]).describe('Files, relative to cwd, that count as changed besides'),
  }),
  output: z.object({
    basis: z.enum(['coverage', 'everything']),
    reason: z.string().optional().describe('Why everything runs'),
    changed: z.array(z.string()).describe('What has changed since coverage was measured'),
    selected: z
      .array(z.string())
      .describe('The tests, and files of tests, that were chosen, relative to cwd; none: see basis'),
    remembered: remembered.optional(),
    run: pytestCatalog.operations.run_tests.output.optional(),
  }),
  // Nothing has changed, so nothing has become worse.
  verdict: ({ run }) => (run === undefined || run.verdict === 'green' ? 'good' : 'bad'),
});

const chosenIn = (affected: Affected): readonly string[] => (affected.basis === 'coverage' ? affected.tests : []);

/** Performs `run_affected`. */
export const handleRunAffected =
  (tool: Tool<PyTestOperations>): Handler<typeof runAffected> =>
  async (input, ctx) => {
    const seen = await seenByTests(new ContentReader(ctx.clock), tool, placeOf(input), ctx);
    const affected = await findAffected(input.cwd, seen, input.changed);
    const paths = chosenIn(affected);
    const told = {
      basis: affected.basis,
      ...(affected.basis === 'everything' ? { reason: affected.reason } : {}),
      changed: [...affected.changed],
      selected: [...paths],
    };
    if (affected.basis === 'coverage' && paths.length === 0) return told;
    const run = await runOnce(tool, { ...placeOf(input), only: paths }, ctx);
    const { tests } = await byPath(input.cwd, run);
    return { ...told, remembered: await tryToRemember(() => rememberRun(input.cwd, ctx.clock, tests)), run };
  };
