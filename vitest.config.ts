import { defineConfig } from 'vitest/config';
import { TallyReporter } from './scripts/vitest/tally-reporter.ts';
// Vitest reads only this file; the workspace lists the projects.
import { membersOf, projects } from './vitest.workspace.ts';

const inCi = Boolean(process.env['CI']);

/** The vocabulary is proven whole; every other package in nine lines of ten. */
const thresholds = Object.fromEntries(
  membersOf('packages').map((name) => [`packages/${name}/src/**`, name === 'core' ? { 100: true } : { lines: 90 }]),
);

export default defineConfig({
  test: {
    projects,
    reporters: ['default', new TallyReporter()],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      enabled: inCi,
      provider: 'v8',
      // Vitest matches these from the root, and with --project from that project's folder.
      include: ['**/src/**/*.ts'],
      // Images for tests are made once on each machine, and then found.
      exclude: ['examples/**', '**/*.test.ts', '**/*.test-d.ts', '**/*.fixture.ts', '**/test-images.ts'],
      // One run shows all that is wrong, uncovered lines included.
      reportOnFailure: true,
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds,
    },
  },
});
