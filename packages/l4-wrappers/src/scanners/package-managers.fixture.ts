import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { runs } from './program.fixture.ts';

/** The pnpm that installed this repository, such as `pnpm@12.21.0`, by what it wrote down. */
const installer = (): string | undefined => {
  const written = new URL('../../../../node_modules/.modules.yaml', import.meta.url);
  return readFileSync(written, 'utf8').match(/pnpm@\d[\w.-]*/)?.[0];
};

/** Where npx keeps it: the repository's own commands begin with `npx -y pnpm@…`. Asks no registry. */
const keptByNpx = (): string | undefined => {
  try {
    const name = installer();
    if (name === undefined) return undefined;
    const args = ['--offline', '--yes', `--package=${name}`, '--call=command -v pnpm'];
    return execFileSync('npx', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
};

/** The program that runs this script, when pnpm runs it. */
const running = process.env['npm_execpath'] ?? '';

/** pnpm is found where no PATH leads to it, so that a test run without it does not depend on who began it. */
const findPnpm = (): string | undefined => {
  if (runs('pnpm')) return 'pnpm';
  if (basename(running).startsWith('pnpm') && runs(running)) return running;
  return keptByNpx();
};

/** The package managers of this machine; `undefined` for one that it has not. */
export const packageManagers = { npm: runs('npm') ? 'npm' : undefined, pnpm: findPnpm() } as const;
