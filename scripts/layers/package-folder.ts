import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const dependencies = z.record(z.string(), z.string()).default({});
const manifestShape = z.object({
  name: z.string(),
  exports: z.record(z.string(), z.unknown()).default({}),
  dependencies,
  optionalDependencies: dependencies,
  peerDependencies: dependencies,
  devDependencies: dependencies,
});
const tsconfigShape = z.object({ references: z.array(z.object({ path: z.string() })).default([]) });

/** One source file and the module names that it imports, as written. */
export interface SourceFile {
  /** From the package's folder, with forward slashes. */
  readonly path: string;
  readonly imports: readonly string[];
}

/** What the layers check needs to know of one package. Names of our own packages are without the scope. */
export interface PackageFolder {
  readonly name: string;
  /** Our packages that its sources may import by the manifest. */
  readonly dependsOn: readonly string[];
  /** Our packages that only its tests may import. */
  readonly developsWith: readonly string[];
  /** The project references of its tsconfig. */
  readonly references: readonly string[];
  /** What others may import of it: `.`, `./github`. */
  readonly entries: readonly string[];
  readonly files: readonly SourceFile[];
}

/** The scope of all our packages. */
export const scope = '@strata/';

const ours = (record: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(record)
    .filter((name) => name.startsWith(scope))
    .map((name) => name.slice(scope.length))
    .toSorted();

/** `from '…'`, `import '…'`, `import('…')`; only what stands at the start of a statement or in a call, not in prose. */
const importPattern =
  /(?:^|\n)\s*(?:import|export)\b(?:[^;'"=]*?\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

/** The module names that a source imports, each once. */
export const importsOf = (source: string): readonly string[] => [
  ...new Set(Array.from(source.matchAll(importPattern), ([, fromName, callName]) => fromName ?? callName ?? '')),
];

/** JSON as tsconfig files have it: with comment lines. */
const withoutComments = (text: string): string => text.replaceAll(/^\s*\/\/.*$/gm, '');

const readJson = (path: string): unknown => JSON.parse(withoutComments(readFileSync(path, 'utf8')));

/**
 * Reads one package.
 *
 * @throws when its manifest is missing or is not one.
 */
export const readPackageFolder = (folder: string): PackageFolder => {
  const manifest = manifestShape.parse(readJson(join(folder, 'package.json')));
  const tsconfigPath = join(folder, 'tsconfig.json');
  const tsconfig = tsconfigShape.parse(existsSync(tsconfigPath) ? readJson(tsconfigPath) : {});
  const paths = globSync('src/**/*.{ts,tsx}', { cwd: folder }).map((path) => path.replaceAll('\\', '/'));
  return {
    name: manifest.name.slice(scope.length),
    dependsOn: ours({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies }),
    developsWith: ours(manifest.devDependencies),
    references: tsconfig.references.map(({ path }) => path.replace(/^\.\.\//, '')).toSorted(),
    entries: Object.keys(manifest.exports),
    files: paths.toSorted().map((path) => ({ path, imports: importsOf(readFileSync(join(folder, path), 'utf8')) })),
  };
};
