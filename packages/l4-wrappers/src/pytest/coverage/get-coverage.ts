import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { parseCobertura } from './cobertura-report.ts';
import { parseCoverageJson } from './coverage-json.ts';
import { type Coverage, coverage } from './coverage.ts';
import { parseReport, readReport } from '../reports/report-file.ts';
import { ReportError } from '../session/pytest-error.ts';
import { argument } from '../session/selection.ts';

/**
 * Reads a coverage report: coverage.py's JSON, contexts included, or Cobertura's XML. Which one it is shows in the file.
 * Fails with `not_found` when there is no such file, and `refused` when it is neither of them, cut off or too large.
 */
export const getCoverage = defineOperation({
  name: 'get_coverage',
  summary: 'Read a coverage report: total and per file.',
  effect: 'read',
  input: z.object({ path: argument.min(1).describe("The path of coverage.py's JSON report or of a Cobertura XML") }),
  output: coverage,
});

/** Reads a report of coverage. @throws ReportError when it cannot be read. */
export const readCoverage = async (path: string): Promise<Coverage> => {
  const text = await readReport(path);
  // What coverage.py itself works on: a database, whose meaning only coverage.py of the same version knows.
  if (text.startsWith('SQLite format 3'))
    throw new ReportError('wrong', `${path} is coverage's own data: have it reported with python -m coverage json`);
  const begin = text.trimStart();
  return parseReport(path, text, begin.startsWith('<') ? parseCobertura : parseCoverageJson);
};

/** Performs `get_coverage`. */
export const handleGetCoverage: Handler<typeof getCoverage> = ({ path }) => readCoverage(path);
