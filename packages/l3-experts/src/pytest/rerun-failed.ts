import { type Handler, type Tool, defineOperation } from '@strata/core';
import type { PyTestOperations } from '@strata/l4-wrappers/pytest';
import { z } from 'zod';
import { settle, settledTest } from './flakiness.ts';
import { placeOf, runInput } from './run-input.ts';

/**
 * Runs failed tests again, each time in a fresh process, to tell flaky ones from red ones. Fails like `run_tests`; a test
 * that is not there any more is `refused`.
 */
export const rerunFailed = defineOperation({
  name: 'rerun_failed',
  summary: 'Run failed tests again to tell flaky ones from red ones.',
  effect: 'read',
  input: runInput.omit({ paths: true, markers: true, keyword: true }).extend({
    tests: runInput.shape.paths.unwrap().min(1).describe("The failed tests, as pytest's node ids"),
    reruns: z.int().min(1).max(10).default(2).describe('How often each is run again at most'),
  }),
  output: z.object({
    settled: z.array(settledTest),
    flaky: z.int(),
    failed: z.int(),
  }),
  // A flaky test is not green either, but all of these had failed: whether one still does is what was asked.
  verdict: ({ failed }) => (failed === 0 ? 'good' : 'bad'),
});

/** Performs `rerun_failed`. */
export const handleRerunFailed =
  (tool: Tool<PyTestOperations>): Handler<typeof rerunFailed> =>
  async (input, ctx) => {
    const settled = await settle(tool, placeOf(input), input.tests, input.reruns, ctx);
    const flaky = settled.filter(({ verdict }) => verdict === 'flaky').length;
    return { settled: [...settled], flaky, failed: settled.length - flaky };
  };
