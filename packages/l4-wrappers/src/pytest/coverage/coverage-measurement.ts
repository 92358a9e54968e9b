import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseCoverageJson } from './coverage-json.ts';
import type { Coverage } from './coverage.ts';
import type { PyTestAnswer } from '../session/pytest-session.ts';
import { argument } from '../session/selection.ts';

const scope = z.object({
  sources: z
    .array(argument.min(1).regex(/^[^-]/, 'a source cannot begin with a dash'))
    .default([])
    .describe('Folders or packages to measure; none: what the project itself configures'),
  branches: z.boolean().default(false).describe('Measure branches too'),
  contexts: z.boolean().default(false).describe('Say for each file which tests ran any of it'),
});

/** Whether, and how, a run measures coverage. */
export const coverageInput = z
  .union([z.boolean(), scope])
  .default(false)
  .describe('Measure which lines the tests run (needs pytest-cov)');

type CoverageInput = z.output<typeof coverageInput>;

/** The same as pytest-cov's arguments. */
export const coverageArgs = (wanted: CoverageInput): readonly string[] => {
  if (wanted === false) return [];
  const { sources, branches, contexts } = wanted === true ? scope.parse({}) : wanted;
  return [
    ...(sources.length === 0 ? ['--cov'] : sources.map((source) => `--cov=${source}`)),
    '--cov-report=',
    ...(branches ? ['--cov-branch'] : []),
    ...(contexts ? ['--cov-context=test'] : []),
  ];
};

/** Where coverage.py keeps what it measured, also when the project's own options ask for it: not in the project. */
export const coverageEnvironment = (reports: string): Readonly<Record<string, string>> => ({
  COVERAGE_FILE: join(reports, 'coverage'),
});

/**
 * Has coverage.py report what pytest-cov measured; pytest-cov itself writes JSON only since 4.1.
 * `undefined` when nothing was measured.
 */
export const measureCoverage = async (
  wanted: CoverageInput,
  answer: PyTestAnswer,
  place: { readonly cwd: string; readonly reports: string },
): Promise<Coverage | undefined> => {
  if (wanted === false) return undefined;
  const file = join(place.reports, 'coverage.json');
  const options = wanted !== true && wanted.contexts ? ['--show-contexts'] : [];
  // Installed packages are not the project's. Only where the project itself is installed, there is nothing else.
  const limits = wanted !== true && wanted.sources.length > 0 ? [[]] : [[join(await realpath(place.cwd), '*')], []];
  for (const included of limits) {
    // Its exit code is not asked: it is 2 also when the project's own coverage limit is missed.
    const filters = included.map((pattern) => `--include=${pattern}`);
    await answer.runAgain(['-m', 'coverage', 'json', '-o', file, ...options, ...filters]);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return parseCoverageJson(text);
  }
  return undefined;
};
