import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { OutputOf } from '@strata/core';
import type { PyTestOperations } from '@strata/l4-wrappers/pytest';
import { z } from 'zod';
import { type FolderContents, changedPaths } from './project-fingerprint.ts';
import { prepareMemory } from './test-history.ts';

const mapSchema = z.object({
  contents: z.record(z.string(), z.string()).describe('What the project held then'),
  tests: z.record(z.string(), z.array(z.string())).describe('By file, the tests that ran any of it'),
});
type CoverageMap = z.output<typeof mapSchema>;

const fileName = 'test-coverage.json';

/** Remembers which tests ran which files, and what all files held then. */
export const rememberCoverage = async (
  cwd: string,
  contents: FolderContents,
  coverage: NonNullable<OutputOf<PyTestOperations, 'run_tests'>['coverage']>,
): Promise<void> => {
  const folder = await prepareMemory(cwd);
  const tests = Object.fromEntries(coverage.files.map((file) => [file.path, file.tests ?? []]));
  const map: CoverageMap = { contents: Object.fromEntries(contents), tests };
  const path = join(folder, fileName);
  await writeFile(`${path}.tmp`, JSON.stringify(map));
  await rename(`${path}.tmp`, path);
};

/** Which tests have to run again, and why these. */
export type Affected =
  | { readonly basis: 'coverage'; readonly tests: readonly string[]; readonly changed: readonly string[] }
  | { readonly basis: 'everything'; readonly reason: string; readonly changed: readonly string[] };

const readMap = async (cwd: string): Promise<CoverageMap | undefined> => {
  const text = await readFile(join(cwd, '.strata', fileName), 'utf8').catch(() => undefined);
  const parsed = text === undefined ? undefined : mapSchema.safeParse(JSON.parse(text));
  return parsed?.success === true ? parsed.data : undefined;
};

const isTestFile = (path: string): boolean => /^(?:test_.*|.*_test)\.py$/.test(basename(path));

/**
 * Finds the tests that ran any line of a file that has changed since coverage was measured. Everything is affected when
 * that was never measured, and when a file changed that no test is known for: data, configuration, a `conftest.py`, a new
 * file, or one of which only what runs at its import was ever run.
 */
export const findAffected = async (
  cwd: string,
  contents: FolderContents,
  named: readonly string[],
): Promise<Affected> => {
  const map = await readMap(cwd).catch(() => undefined);
  if (map === undefined)
    return { basis: 'everything', reason: 'coverage by test was never measured here', changed: [] };
  const changed = [...new Set([...changedPaths(new Map(Object.entries(map.contents)), contents), ...named])];
  const tests = new Set<string>();
  for (const path of changed) {
    const touching = map.tests[path] ?? [];
    if (touching.length === 0 || basename(path) === 'conftest.py' || !contents.has(path))
      return { basis: 'everything', reason: `nobody knows which tests depend on ${path}, which has changed`, changed };
    if (isTestFile(path)) tests.add(path);
    else for (const id of touching) tests.add(id);
  }
  // A changed file runs as a whole: what stood in it then may be gone.
  const ids = [...tests].filter((id) => !changed.some((path) => id.startsWith(`${path}::`)));
  return { basis: 'coverage', tests: ids, changed };
};
