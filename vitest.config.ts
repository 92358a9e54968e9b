import { defineConfig } from 'vitest/config';
// Vitest reads only this file; the workspace lists the projects.
import { projects } from './vitest.workspace.ts';

export default defineConfig({
  test: {
    projects,
    testTimeout: 30_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'], exclude: ['**/*.test.ts', '**/*.test-d.ts', '**/*.fixture.ts'] },
  },
});
