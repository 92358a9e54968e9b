import { z } from 'zod';

/** How a test ended, in pytest's words. */
export const outcome = z.enum(['passed', 'failed', 'error', 'skipped', 'xfailed', 'xpassed']);
export type Outcome = z.output<typeof outcome>;

/** Which of the values of a parametrised test it was. */
export const parameters = z.object({
  id: z.string().describe('As in the brackets of the node id'),
  values: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .describe('Those that are plain: texts, numbers, truth values, None'),
});

/** What the ids and files of an answer are relative to. */
export const rootFolder = z
  .string()
  .describe("pytest's root folder, relative to cwd: what ids and files are relative to");

/** One test, or one file that could not be collected. */
export const testResult = z.object({
  id: z.string().describe("pytest's node id"),
  name: z.string().optional().describe('The last part of the id'),
  outcome,
  durationMs: z.number(),
  phases: z
    .object({ setupMs: z.number().optional(), callMs: z.number().optional(), teardownMs: z.number().optional() })
    .optional(),
  message: z.string().optional().describe('Why it failed, broke or was skipped'),
  traceback: z.string().optional().describe('What pytest shows of a failure; the middle of a long one is left out'),
  cause: z
    .object({
      type: z.string().describe("The exception's type"),
      file: z.string().optional().describe("The deepest place in the project's own code"),
      line: z.int().optional(),
      function: z.string().optional(),
    })
    .optional(),
  file: z.string().optional().describe('Where the test is written, relative to the root folder of pytest'),
  line: z.int().optional().describe('Counted from 1'),
  parameters: parameters.optional(),
  captured: z
    .object({ stdout: z.string().optional(), stderr: z.string().optional(), log: z.string().optional() })
    .optional()
    .describe('What was printed and logged, within bounds'),
  isCut: z.boolean().optional().describe('Some of what was captured is left out'),
  reruns: z.int().optional().describe('How often a plugin of the project ran it again'),
  subtests: z.int().optional().describe('How many subtests it reported'),
});
export type TestResult = z.output<typeof testResult>;

/** What a run came to, each test counted once. What operations on results take: the answer of a run fits. */
export const testResults = z.object({
  total: z.int(),
  passed: z.int(),
  failed: z.int(),
  errors: z.int().describe('Tests whose set-up or tear-down broke, and files that could not be collected'),
  skipped: z.int(),
  xfailed: z.int().describe('Failed as expected'),
  xpassed: z.int().describe('Passed against expectation'),
  durationMs: z.number(),
  tests: z.array(testResult),
});
export type TestResults = z.output<typeof testResults>;

/** Counts tests by outcome. */
export const countTests = (tests: readonly TestResult[]): Omit<TestResults, 'tests' | 'durationMs'> => {
  const count = (wanted: Outcome): number => tests.filter((test) => test.outcome === wanted).length;
  return {
    total: tests.length,
    passed: count('passed'),
    failed: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    xfailed: count('xfailed'),
    xpassed: count('xpassed'),
  };
};
