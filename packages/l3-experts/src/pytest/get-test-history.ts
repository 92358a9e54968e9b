import { type Handler, defineOperation } from '@strata/core';
import { pytestCatalog } from '@strata/l4-wrappers/pytest';
import { z } from 'zod';
import { type TestPast, recallTests } from './test-history.ts';

/** Says how a project's tests have fared in the last 50 runs of the expert, the least reliable first. Never fails for want of any. */
export const getTestHistory = defineOperation({
  name: 'get_test_history',
  summary: 'Say how often each test has passed in earlier runs.',
  effect: 'read',
  input: pytestCatalog.operations.run_tests.input.pick({ cwd: true }),
  output: z.object({
    tests: z.array(
      z.object({
        id: z.string(),
        runs: z.int().describe('How often it has passed or failed, running again included'),
        passRate: z
          .number()
          .nullable()
          .describe('From 0 to 1; between them it is flaky, or was mended; null when it was always skipped'),
        flaky: z.boolean().describe('It has failed, and passed when it was run again with nothing changed'),
        lastOutcome: pytestCatalog.operations.run_tests.output.shape.tests.element.shape.outcome,
        durationMs: z.number().describe('The duration in the middle'),
      }),
    ),
  }),
});

/** What is not known stands last. */
const rankOf = ({ passRate }: TestPast): number => passRate ?? 2;

/** Performs `get_test_history`. */
export const handleGetTestHistory: Handler<typeof getTestHistory> = async ({ cwd }) => {
  const tests = [...(await recallTests(cwd)).values()];
  return { tests: tests.toSorted((one, other) => rankOf(one) - rankOf(other)) };
};
