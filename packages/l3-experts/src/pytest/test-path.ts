import { realpath } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Run } from './run-input.ts';

/** Gives a test's path: its id, seen from the project's folder. What is remembered of tests is kept under it. */
export type PathOf = (id: string) => string;

/**
 * pytest's ids are relative to its root folder, which may be above the folder that it runs in, or below; its arguments are
 * relative to the latter.
 */
export const pathsFrom = async (cwd: string, rootFolder: string): Promise<PathOf> => {
  if (rootFolder === '.') return (id) => id;
  const folder = await realpath(cwd).catch(() => cwd);
  return (id) => {
    const file = id.replace(/::.*$/s, '');
    const path = relative(folder, resolve(folder, rootFolder, file));
    return `${path === '' ? '.' : path}${id.slice(file.length)}`;
  };
};

/** A run whose tests are named by their paths. */
export const byPath = async (
  cwd: string,
  { tests, coverage, rootFolder }: Pick<Run, 'tests' | 'coverage' | 'rootFolder'>,
): Promise<Pick<Run, 'tests' | 'coverage'>> => {
  const pathOf = await pathsFrom(cwd, rootFolder);
  const files = coverage?.files.map((file) =>
    file.tests === undefined ? file : { ...file, tests: file.tests.map(pathOf) },
  );
  return {
    tests: tests.map((test) => ({ ...test, id: pathOf(test.id) })),
    ...(coverage === undefined || files === undefined ? {} : { coverage: { ...coverage, files } }),
  };
};
