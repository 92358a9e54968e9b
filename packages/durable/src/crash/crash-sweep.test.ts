import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FlowName } from './flows.fixture.ts';
import { type Outside, startOutside } from './outside.fixture.ts';

interface Life {
  readonly signal: string | null;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Sweep {
  readonly name: FlowName;
  readonly fails: boolean;
  readonly verdict: 'yes' | 'no';
}

/** One life of the run, which ends at a moment, or with the run. */
const live = (path: string, url: string, { name, fails, verdict }: Sweep, moment: number): Promise<Life> =>
  new Promise((resolve) => {
    const child = join(import.meta.dirname, 'child.fixture.ts');
    const given = ['--conditions=@strata/source', '--disable-warning=ExperimentalWarning', child, path, url, name];
    const more = [fails ? 'fails' : 'succeeds', verdict, String(moment)];
    execFile(process.execPath, [...given, ...more], (error, stdout, stderr) =>
      resolve({
        signal: error?.signal ?? null,
        code: error === null ? 0 : typeof error.code === 'number' ? error.code : null,
        stdout,
        stderr,
      }),
    );
  });

/** Kills a run at a moment, and lets another process go on with it. */
const crashAt = async (
  sweep: Sweep,
  moment: number,
): Promise<{ readonly first: Life; readonly last: Life; readonly outside: Outside }> => {
  const outside = await startOutside();
  const folder = await mkdtemp(join(tmpdir(), 'strata-crash-'));
  try {
    const path = join(folder, 'runs.db');
    const first = await live(path, outside.url, sweep, moment);
    const last = first.code === 0 ? first : await live(path, outside.url, sweep, 0);
    return { first, last, outside };
  } finally {
    await outside[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
};

const expected: Readonly<Record<FlowName, readonly string[]>> = {
  in_order: ['renamed', 'after item-1'],
  side_by_side: ['a left', 'a right', 'number 1', 'number 2', 'number 3', 'the other way'],
  nested: ['a one', 'a two', 'tried', 'last'],
};

const sweeps: readonly Sweep[] = [
  { name: 'in_order', fails: false, verdict: 'yes' },
  { name: 'in_order', fails: true, verdict: 'yes' },
  { name: 'side_by_side', fails: false, verdict: 'yes' },
  { name: 'side_by_side', fails: true, verdict: 'yes' },
  { name: 'nested', fails: false, verdict: 'yes' },
  { name: 'nested', fails: false, verdict: 'no' },
];

/** What has to be so after any crash. Gives whether the run was killed at all. */
const check = async (sweep: Sweep, moment: number): Promise<boolean> => {
  const { first, last, outside } = await crashAt(sweep, moment);
  const succeeds = !sweep.fails && sweep.verdict === 'yes';
  expect({ moment, code: last.code, stderr: last.stderr }).toEqual({ moment, code: 0, stderr: '' });
  // No call of the run has ever made two.
  const twice = [...outside.made].filter(([, times]) => times > 1);
  expect({ moment, twice }).toEqual({ moment, twice: [] });
  const names = outside.items.map(({ name }) => name).toSorted();
  expect({ moment, names }).toEqual({ moment, names: succeeds ? [...expected[sweep.name]].toSorted() : [] });
  expect(JSON.parse(last.stdout)).toMatchObject({ success: succeeds });
  if (first.code !== 0) expect({ moment, signal: first.signal }).toEqual({ moment, signal: 'SIGKILL' });
  return first.code !== 0;
};

/** How many runs are killed at the same time: they wait more than they work. */
const lanes = 6;

describe('a run that is killed at every moment', () => {
  test.for(sweeps)(
    'S88, F16, P8: $name (fails: $fails, decided: $verdict) is done, or undone, and nothing twice',
    { timeout: 600_000 },
    async (sweep) => {
      let next = 1;
      let killed = 0;
      let isOver = false;
      const lane = async (): Promise<void> => {
        while (!isOver) {
          if (await check(sweep, next++)) killed += 1;
          else isOver = true;
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      expect(killed).toBeGreaterThan(15);
    },
  );
});
