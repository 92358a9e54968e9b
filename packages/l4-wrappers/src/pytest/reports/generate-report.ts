import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { coverage } from '../coverage/coverage.ts';
import { groupFailures } from './failure-groups.ts';
import { writeHtmlReport } from './html-report.ts';
import { writeJunitReport } from './junit-writer.ts';
import { writeMarkdownReport } from './markdown-report.ts';
import { readResults } from './parse-results.ts';
import { isOne, reportInput } from './report-file.ts';
import type { ReportContent } from './report-content.ts';
import { settledTest } from '../settled-test.ts';
import { testResults } from '../test-result.ts';
import { writeTextReport } from './text-report.ts';

/** The formats, what each is, and who writes it. */
const formats = {
  text: { mediaType: 'text/plain; charset=utf-8', write: writeTextReport },
  markdown: { mediaType: 'text/markdown; charset=utf-8', write: writeMarkdownReport },
  html: { mediaType: 'text/html; charset=utf-8', write: writeHtmlReport },
  junit: { mediaType: 'application/xml; charset=utf-8', write: writeJunitReport },
} as const satisfies Readonly<
  Record<string, { readonly mediaType: string; readonly write: (content: ReportContent) => string }>
>;

/**
 * Writes a report of results as text, Markdown, one HTML page that needs nothing else, or JUnit XML, from which
 * `parse_results` reads the same counts. A failed test that passed when it was run again is marked as flaky. Fails like `parse_results` when a report is given that cannot be read.
 */
export const generateReport = defineOperation({
  name: 'generate_report',
  summary: 'Write a report of test results as text, Markdown, HTML or JUnit XML.',
  effect: 'read',
  input: z
    .object({
      results: testResults
        .extend({ settled: z.array(settledTest).default([]).describe('The failed tests that were run again') })
        .optional()
        .describe('The answer of run_tests, run_strategy or parse_results'),
      ...reportInput,
      coverage: coverage.optional().describe('The coverage that run_tests or get_coverage answered'),
      format: z.enum(['text', 'markdown', 'html', 'junit']).default('text').describe('What to write.'),
      title: z.string().min(1).max(200).default('Test report').describe('What stands above it'),
    })
    .refine(({ results, path, xml }) => isOne(results, path, xml), 'one of results, path and xml is needed'),
  output: z.object({
    format: z.enum(['text', 'markdown', 'html', 'junit']),
    mediaType: z.string(),
    report: z.string(),
  }),
});

/** Performs `generate_report`. */
export const handleGenerateReport: Handler<typeof generateReport> = async (input) => {
  const results = input.results ?? { ...(await readResults(input)), settled: [] };
  const flaky = new Set(results.settled.filter(({ verdict }) => verdict === 'flaky').map(({ id }) => id));
  const groups = groupFailures(results.tests);
  const { mediaType, write } = formats[input.format];
  const report = write({ title: input.title, results, groups, flaky, coverage: input.coverage });
  return { format: input.format, mediaType, report };
};
