import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** pytest's last line says `2 errors` and `1 warning`; its own categories are `error` and `warnings`. */
const category = (word: string): string => ({ errors: 'error', warning: 'warnings' })[word] ?? word;

/** Runs bare pytest, and reads the counts in its last line. */
export const countsOfBarePytest = (python: string, cwd: string, args: readonly string[] = []) => {
  const folder = mkdtempSync(join(tmpdir(), 'strata-bare-'));
  try {
    const { stdout, stderr, status } = spawnSync(
      python,
      ['-m', 'pytest', '-o', `cache_dir=${join(folder, 'cache')}`, '--color=no', ...args],
      {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', COVERAGE_FILE: join(folder, 'c') },
      },
    );
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    const counted = last.match(/=+ (.*) in [\d.]+s/)?.[1];
    if (counted === undefined) throw new Error(`pytest says ${last}\n${stdout.slice(-500)}\n${stderr}`);
    const counts = [...counted.matchAll(/(\d+) ([a-z ]+)/g)].map(([, count, word]) => [
      category((word ?? '').trim()),
      Number(count),
    ]);
    return { counts: Object.fromEntries(counts) as Record<string, number>, exitCode: status };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
