import { z } from 'zod';
import type { Coverage } from './coverage.ts';

const summary = z.object({
  percent_covered: z.number(),
  covered_lines: z.int(),
  missing_lines: z.int(),
  num_branches: z.int().optional(),
  covered_branches: z.int().optional(),
});

/** The parts that are read of coverage.py's JSON report (https://coverage.readthedocs.io/en/latest/commands/cmd_json.html). */
const report = z.object({
  totals: summary,
  files: z.record(
    z.string(),
    z.object({
      summary: summary.omit({ missing_lines: true }),
      missing_lines: z.array(z.int()),
      missing_branches: z.array(z.tuple([z.int(), z.int()])).optional(),
      contexts: z.record(z.string(), z.array(z.string())).optional(),
    }),
  ),
});

const branchesOf = ({ num_branches: total, covered_branches: covered }: Partial<z.output<typeof summary>>) =>
  total === undefined || covered === undefined ? {} : { branches: { covered, total } };

/** Contexts are `node id|phase` as pytest-cov sets them; the empty one is what ran before any test. */
const testsIn = (contexts: Readonly<Record<string, readonly string[]>>): readonly string[] => {
  const named = Object.values(contexts).flat();
  return [...new Set(named.map((context) => context.replace(/\|(?:setup|run|teardown)$/, '')))].filter(Boolean);
};

/** What ran at import, or for a fixture, was perhaps run for the first test that needed it, and once for all of them. */
const sharedLinesIn = (contexts: Readonly<Record<string, readonly string[]>>): readonly number[] =>
  Object.entries(contexts)
    .filter(([, names]) => names.some((context) => context === '' || context.endsWith('|setup')))
    .map(([line]) => Number(line));

/** Reads the text of coverage.py's JSON report. @throws Error when it is not what was expected. */
export const parseCoverageJson = (text: string): Coverage => {
  const { totals, files } = report.parse(JSON.parse(text));
  return {
    percent: totals.percent_covered,
    coveredLines: totals.covered_lines,
    missingLines: totals.missing_lines,
    ...branchesOf(totals),
    files: Object.entries(files).map(([path, file]) => ({
      path,
      percent: file.summary.percent_covered,
      coveredLines: file.summary.covered_lines,
      missingLines: file.missing_lines,
      ...branchesOf(file.summary),
      ...(file.missing_branches === undefined
        ? {}
        : { missingBranches: file.missing_branches.map(([from, to]) => ({ from, to })) }),
      ...(file.contexts === undefined
        ? {}
        : { tests: [...testsIn(file.contexts)], sharedLines: [...sharedLinesIn(file.contexts)] }),
    })),
  };
};
