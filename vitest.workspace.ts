import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** From source: the same condition that tsc (`customConditions`) and tsx (`--conditions`) are given. */
const conditions = ['@strata/source', 'module', 'node', 'development|production'];

const fromSource = {
  extends: true as const,
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@strata/source'] } },
};

/** The folder names under `packages/` or `examples/` that hold sources. */
export const membersOf = (folder: 'packages' | 'examples'): readonly string[] =>
  globSync(`${folder}/*/src`, { cwd: import.meta.dirname })
    .map((path) => basename(dirname(path)))
    .toSorted();

const members = (['packages', 'examples'] as const).flatMap((folder) =>
  membersOf(folder).map((name) => ({
    ...fromSource,
    root: `${folder}/${name}`,
    test: { name, include: ['src/**/*.test.ts'] },
  })),
);

const scripts = { ...fromSource, test: { name: 'scripts', include: ['scripts/**/*.test.ts'] } };

/** All type tests in one project, because each project with type checking starts a compiler of its own. */
const types = {
  ...fromSource,
  test: {
    name: 'types',
    include: [],
    typecheck: {
      enabled: true,
      only: true,
      checker: 'tsc',
      tsconfig: 'tsconfig.test.json',
      include: ['packages/*/src/**/*.test-d.ts'],
      spawnTimeout: 60_000,
    },
  },
};

/** One Vitest project for each package and example (`vitest --project core`), one for scripts, one for type tests. */
export const projects = [...members, scripts, types];
