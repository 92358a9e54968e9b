import { readdirSync } from 'node:fs';

const conditions = ['@strata/source', 'module', 'node', 'development|production'];

/** One Vitest project for each package and example: `vitest --project core`. */
export const projects = ['packages', 'examples'].flatMap((folder) =>
  readdirSync(new URL(folder, import.meta.url)).map((name) => ({
    extends: true as const,
    root: `${folder}/${name}`,
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: ['@strata/source'] } },
    test: { name, include: ['src/**/*.test.ts'] },
  })),
);
