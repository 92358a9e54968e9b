import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PyTestAnswer } from './pytest-session.ts';

/** How much of the code the tests ran. */
export const coverage = z.object({
  percent: z.number().min(0).max(100).describe('Covered lines (and branches, where measured) of all, in percent'),
  coveredLines: z.int(),
  missingLines: z.int(),
  files: z.array(
    z.object({
      path: z.string(),
      percent: z.number(),
      missingLines: z.array(z.int()).describe('The numbers of the lines that no test ran'),
    }),
  ),
});

/** The parts that are read of coverage.py's JSON report (https://coverage.readthedocs.io/en/latest/commands/cmd_json.html). */
const report = z.object({
  totals: z.object({ percent_covered: z.number(), covered_lines: z.int(), missing_lines: z.int() }),
  files: z.record(
    z.string(),
    z.object({ summary: z.object({ percent_covered: z.number() }), missing_lines: z.array(z.int()) }),
  ),
});

/** Where coverage.py keeps what it measured: not in the project. */
export const coverageEnvironment = (reports: string): Readonly<Record<string, string>> => ({
  COVERAGE_FILE: join(reports, 'coverage'),
});

/** Reads the text of a report. @throws Error when it is not what was expected. */
export const parseCoverageReport = (text: string): z.output<typeof coverage> => {
  const { totals, files } = report.parse(JSON.parse(text));
  return {
    percent: totals.percent_covered,
    coveredLines: totals.covered_lines,
    missingLines: totals.missing_lines,
    files: Object.entries(files).map(([path, { summary, missing_lines: missingLines }]) => ({
      path,
      percent: summary.percent_covered,
      missingLines,
    })),
  };
};

/**
 * Has coverage.py report what pytest-cov measured; pytest-cov itself writes JSON only since 4.1.
 * `undefined` when nothing was measured.
 */
export const measureCoverage = async (
  answer: PyTestAnswer,
  place: { readonly cwd: string; readonly reports: string },
): Promise<z.output<typeof coverage> | undefined> => {
  const file = join(place.reports, 'coverage.json');
  // Installed packages are not the project's. Only where the project itself is installed, there is nothing else.
  for (const included of [[`--include=${join(await realpath(place.cwd), '*')}`], []]) {
    // Its exit code is not asked: it is 2 also when the project's own coverage limit is missed.
    await answer.runAgain(['-m', 'coverage', 'json', '-o', file, ...included]);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return parseCoverageReport(text);
  }
  return undefined;
};
