import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../verify/root.ts';

const plugin = './scripts/lint/clock-only.ts';
const tsconfig = {
  extends: './tsconfig.base.json',
  compilerOptions: { composite: false, noEmit: true, rootDir: '.', types: ['node'] },
  include: ['packages'],
};

/** Sources by their path, which decides the overrides of the configuration that hold for them. */
export type ProbeSources = Readonly<Record<string, string>>;

const writeProbe = (folder: string, sources: ProbeSources): void => {
  const files = {
    ...sources,
    '.oxlintrc.json': readFileSync(`${root}/.oxlintrc.json`, 'utf8').replace(plugin, `${root}/${plugin}`),
    'tsconfig.base.json': readFileSync(`${root}/tsconfig.base.json`, 'utf8'),
    'tsconfig.json': JSON.stringify(tsconfig),
    'package.json': '{ "type": "module" }\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(`${root}/node_modules`, join(folder, 'node_modules'), 'dir');
};

/**
 * Lints the sources in a throw-away project under the house's own configuration: the rules that each path breaks,
 * without their plugin's name (`no-cycle`).
 */
export const lintProbe = (sources: ProbeSources): ReadonlyMap<string, readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'strata-lint-'));
  try {
    writeProbe(folder, sources);
    // Only this folder: oxlint would follow the link to node_modules and lint all of it.
    const { stdout } = spawnSync(`${root}/node_modules/.bin/oxlint`, ['--format', 'unix', 'packages'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    });
    const broken = new Map<string, readonly string[]>();
    for (const [, path = '', rule = ''] of stdout.matchAll(/^([^:\n]+):.*\[Error\/[\w-]+\(([\w-]+)\)\]$/gm)) {
      broken.set(path, [...(broken.get(path) ?? []), rule]);
    }
    return broken;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
