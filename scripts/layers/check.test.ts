import { describe, expect, test } from 'vitest';
import { checkLayers } from './check.ts';
import { type PackageFolder, importsOf } from './package-folder.ts';

const folder = (name: string, parts: Partial<PackageFolder> = {}): PackageFolder => ({
  name,
  dependsOn: [],
  developsWith: [],
  references: parts.dependsOn ?? [],
  entries: ['.'],
  files: [],
  ...parts,
});

const core = folder('core', { files: [{ path: 'src/index.ts', imports: ['./clock.ts', 'zod'] }] });
const wrappers = folder('l4-wrappers', { dependsOn: ['core'], entries: ['.', './github'] });
const importing = (path: string, ...imports: readonly string[]): Partial<PackageFolder> => ({
  files: [{ path, imports }],
});

const problemsOf = (...folders: readonly PackageFolder[]): readonly string[] =>
  checkLayers([core, wrappers, ...folders]);

describe('manifests', () => {
  test('an expert may depend on wrappers, a manager may not', () => {
    expect(problemsOf(folder('l3-experts', { dependsOn: ['core', 'l4-wrappers'] }))).toEqual([]);
    expect(problemsOf(folder('l2-managers', { dependsOn: ['core', 'l4-wrappers'] }))).toEqual([
      'l2-managers: may not depend on l4-wrappers',
    ]);
  });

  test('nothing depends upwards, on a host, or outside tests on testing', () => {
    const upwards = folder('l4-wrappers', { dependsOn: ['host-cli', 'l3-experts', 'testing'] });
    expect(checkLayers([core, upwards])).toHaveLength(3);
  });

  test('a host may depend on anything but another host', () => {
    expect(problemsOf(folder('host-cli', { dependsOn: ['core', 'l4-wrappers'] }))).toEqual([]);
    expect(problemsOf(folder('host-cli', { dependsOn: ['host-mcp'] }))).toEqual([
      'host-cli: may not depend on host-mcp',
    ]);
  });

  test('a package that has no row in the table may depend on nothing', () => {
    expect(problemsOf(folder('stray', { dependsOn: ['core'] }))).toEqual(['stray: may not depend on core']);
  });

  test('tests may use testing and what stands below, however deep, but nothing above', () => {
    expect(problemsOf(folder('l2-managers', { developsWith: ['l4-wrappers', 'testing'] }))).toEqual([]);
    expect(problemsOf(folder('l3-experts', { developsWith: ['l2-managers'] }))).toEqual([
      'l3-experts: its tests may not use l2-managers',
    ]);
  });

  test('tsconfig references equal the dependencies', () => {
    expect(problemsOf(folder('l3-experts', { dependsOn: ['core'], references: [] }))).toEqual([
      'l3-experts: tsconfig references [], the manifest [core]',
    ]);
  });
});

const expert = (path: string, imported: string): PackageFolder =>
  folder('l3-experts', { dependsOn: ['core'], developsWith: ['l4-wrappers'], ...importing(path, imported) });

describe('sources', () => {
  test.each([
    ['a package that it has not declared', '@strata/l4-wrappers/github', 'which its manifest does not declare for it'],
    ['a file inside another package', '@strata/core/src/clock.ts', 'is not an entry of that package'],
    ['a path that leaves the package', '../../core/src/clock.ts', 'leaves the package; import it by its name'],
    ['itself by name', '@strata/l3-experts', 'imports its own package by name'],
  ])('may not import %s', (_what, imported, reason) => {
    expect(problemsOf(expert('src/retry.ts', imported))).toEqual([expect.stringContaining(reason)]);
  });

  test('may import entries of declared packages and their own files', () => {
    expect(problemsOf(expert('src/retry.ts', '@strata/core'))).toEqual([]);
    expect(problemsOf(expert('src/github/retry.ts', '../clock.ts'))).toEqual([]);
  });

  test('tests may import what the manifest declares for development', () => {
    expect(problemsOf(expert('src/retry.test.ts', '@strata/l4-wrappers/github'))).toEqual([]);
    expect(problemsOf(expert('src/expert.fixture.ts', '@strata/l4-wrappers/github'))).toEqual([]);
  });

  test.each(['src/utils.ts', 'src/github/helpers.test.ts', 'src/types.ts'])('%s is named for nothing', (path) => {
    expect(problemsOf(folder('l3-experts', importing(path)))).toEqual([
      `l3-experts/${path}: name the file for the noun inside`,
    ]);
  });
});

test('a check that saw nothing says so', () => {
  expect(checkLayers([])).toEqual(['saw 0 files and 0 edges: the check is blind']);
});

test('finds every way of importing, and no text that looks like one', () => {
  const source = [
    "import { z } from 'zod';",
    "import type { Clock } from './clock.ts';",
    "import './side-effect.ts';",
    "export { retry } from './retry.ts';",
    'export type {\n  A,\n  B,\n} from "./several-lines.ts";',
    "const lazy = await import('./lazy.ts');",
    "export const tracerName = '@strata/core';",
    "// import { gone } from './comment.ts'",
  ].join('\n');
  expect(importsOf(source)).toEqual([
    'zod',
    './clock.ts',
    './side-effect.ts',
    './retry.ts',
    './several-lines.ts',
    './lazy.ts',
  ]);
});
