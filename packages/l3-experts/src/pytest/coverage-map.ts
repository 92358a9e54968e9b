import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clock } from '@strata/core';
import { z } from 'zod';
import { changedPaths } from './project-fingerprint.ts';
import { hashShape, shapeOf } from './python-shape.ts';
import type { Run } from './run-input.ts';
import type { SeenByTests } from './seen-by-tests.ts';
import { prepareMemory, replaceFile } from './test-history.ts';

const measuredFile = z.object({
  tests: z.array(z.string()).describe('Those that ran any of it'),
  shape: z
    .object({ shared: z.array(z.string()), hash: z.string() })
    .optional()
    .describe('What of it runs at import or for several tests; absent: any of it may'),
});
type MeasuredFile = z.output<typeof measuredFile>;

const mapSchema = z.object({
  inside: z.record(z.string(), z.string()).describe('What the project held then'),
  outside: z.string().describe('Everything else that tests could see'),
  files: z.record(z.string(), measuredFile),
});
type CoverageMap = z.output<typeof mapSchema>;

const fileName = 'test-coverage.json';

const readSource = (cwd: string, path: string): Promise<string | undefined> =>
  readFile(join(cwd, path), 'utf8').catch(() => undefined);

const measuredIn = async (cwd: string, file: NonNullable<Run['coverage']>['files'][number]): Promise<MeasuredFile> => {
  const source = await readSource(cwd, file.path);
  const shape = source === undefined ? undefined : shapeOf(source, file.sharedLines ?? []);
  const tests = [...(file.tests ?? [])];
  return shape === undefined ? { tests } : { tests, shape: { shared: [...shape.shared], hash: shape.hash } };
};

/**
 * Remembers which tests ran which files, and all that tests could see before and after. What changed meanwhile counts as
 * changed from then on, and as a whole.
 */
export const rememberCoverage = async (
  cwd: string,
  [before, after]: readonly [SeenByTests, SeenByTests],
  coverage: NonNullable<Run['coverage']>,
  clock: Pick<Clock, 'id'>,
): Promise<void> => {
  const unsteady = new Set(changedPaths(before.inside, after.inside));
  const files: Record<string, MeasuredFile> = {};
  for (const file of coverage.files)
    files[file.path] = unsteady.has(file.path) ? { tests: [] } : await measuredIn(cwd, file);
  const map: CoverageMap = { inside: Object.fromEntries(before.inside), outside: before.outside, files };
  await replaceFile(join(await prepareMemory(cwd), fileName), JSON.stringify(map), clock);
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

/** Whether a file of Python imports this one, as far as its text shows. */
const isImported = async (cwd: string, path: string, others: Iterable<string>): Promise<boolean> => {
  const stem = basename(path, '.py');
  const importing = new RegExp(`\\b(?:import|from)\\b[^\\n]*\\b${stem.replaceAll(/[^\w]/g, '.')}\\b`);
  for (const other of others) {
    if (other === path || !other.endsWith('.py')) continue;
    if (importing.test((await readSource(cwd, other)) ?? '')) return true;
  }
  return false;
};

/** Whether only the tests that ran a changed file can tell; a file of tests that no other one imports runs as a whole. */
const isKnown = async (
  cwd: string,
  path: string,
  { inside }: SeenByTests,
  measured: MeasuredFile,
): Promise<boolean> => {
  if (measured.tests.length === 0 || basename(path) === 'conftest.py' || !inside.has(path)) return false;
  if (isTestFile(path) && !(await isImported(cwd, path, inside.keys()))) return true;
  const source = measured.shape === undefined ? undefined : await readSource(cwd, path);
  return source !== undefined && hashShape(source, measured.shape?.shared ?? []) === measured.shape?.hash;
};

/**
 * Finds the tests that ran any line of a file that has changed since coverage was measured. Everything is affected when
 * that was never measured; when anything changed outside of the project's files; when a file changed that no test is
 * known for: data, configuration, a `conftest.py`, a new file; and when it changed elsewhere than inside functions that
 * only tests have called: what runs at import, or for a fixture, may show in tests that ran no line of it.
 */
export const findAffected = async (
  cwd: string,
  seen: SeenByTests | undefined,
  named: readonly string[],
): Promise<Affected> => {
  const map = await readMap(cwd).catch(() => undefined);
  if (map === undefined)
    return { basis: 'everything', reason: 'coverage by test was never measured here', changed: [] };
  if (seen === undefined)
    return { basis: 'everything', reason: 'what the tests can see cannot be found out', changed: [...named] };
  const changed = [...new Set([...changedPaths(new Map(Object.entries(map.inside)), seen.inside), ...named])];
  if (map.outside !== seen.outside)
    return { basis: 'everything', reason: "something outside of the project's files has changed", changed };
  const tests = new Set<string>();
  for (const path of changed) {
    const measured = map.files[path] ?? { tests: [] };
    if (!(await isKnown(cwd, path, seen, measured)))
      return { basis: 'everything', reason: `nobody knows which tests depend on ${path}, which has changed`, changed };
    if (isTestFile(path)) tests.add(path);
    for (const id of measured.tests) tests.add(id);
  }
  // A changed file runs as a whole: what stood in it then may be gone.
  const ids = [...tests].filter((id) => !changed.some((path) => isTestFile(path) && id.startsWith(`${path}::`)));
  return { basis: 'coverage', tests: ids, changed };
};
