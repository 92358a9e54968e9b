import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// `pnpm sweep`: kills runs at every moment there is, and at a thousand under load, where the tests take a sample.
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', ...process.argv.slice(2), 'sweep.test', 'under-load.test'],
  {
    stdio: 'inherit',
    env: { ...process.env, STRATA_SWEEP: 'all' },
  },
);
process.exitCode = status ?? 1;
