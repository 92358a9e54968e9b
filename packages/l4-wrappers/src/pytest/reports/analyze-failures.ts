import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { failureGroup, groupFailures } from './failure-groups.ts';
import { readResults } from './parse-results.ts';
import { isOne, reportInput } from './report-file.ts';
import { testResults } from '../test-result.ts';

/**
 * Groups what failed by cause, the largest group first. Fails like `parse_results` when a report is given that cannot
 * be read.
 */
export const analyzeFailures = defineOperation({
  name: 'analyze_failures',
  summary: 'Group failed tests by cause.',
  effect: 'read',
  input: z
    .object({ results: testResults.optional().describe('The answer of run_tests or parse_results'), ...reportInput })
    .refine(({ results, path, xml }) => isOne(results, path, xml), 'one of results, path and xml is needed'),
  output: z.object({
    failures: z.int().describe('How many tests failed or broke'),
    groups: z.array(failureGroup),
  }),
});

/** Performs `analyze_failures`. */
export const handleAnalyzeFailures: Handler<typeof analyzeFailures> = async (input) => {
  const { tests } = input.results ?? (await readResults(input));
  const groups = groupFailures(tests);
  return { failures: groups.reduce((sum, group) => sum + group.count, 0), groups: [...groups] };
};
