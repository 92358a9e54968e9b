import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@strata/core';
import type { SettledTest } from '@strata/l4-wrappers/pytest';
import { z } from 'zod';

/** How many runs are remembered; the file holds twice as many at most. */
const maxRuns = 50;

const outcome = z.enum(['passed', 'failed', 'error', 'skipped', 'xfailed', 'xpassed']);
const count = z.int().min(0).max(1_000);
const runLine = z.object({
  at: z.number(),
  tests: z.record(z.string(), z.tuple([outcome, z.number()])),
  /** How often a test was run again after it had failed, and how often of these it passed. */
  reruns: z.record(z.string(), z.tuple([count, count])).default({}),
});
type RunLine = z.output<typeof runLine>;

/** What is known of a test from earlier runs. */
export interface TestPast {
  /** Relative to the project's folder. */
  readonly id: string;
  /** How often it has passed or failed, running again included; skips say nothing. */
  readonly runs: number;
  /** Passes of all runs, from 0 to 1; null when there are none. */
  readonly passRate: number | null;
  /** Whether it has failed and then passed when it was run again, with nothing changed. */
  readonly flaky: boolean;
  /** How it ended the last time that it ran: running again counts. */
  readonly lastOutcome: RunLine['tests'][string][0];
  /** The duration in the middle, in milliseconds. */
  readonly durationMs: number;
}

const folderIn = (cwd: string): string => join(cwd, '.strata');
const fileIn = (cwd: string): string => join(folderIn(cwd), 'test-history.jsonl');

/** A line that was cut off by a crash, or is none of ours, is left out. */
const parseLine = (line: string): readonly RunLine[] => {
  try {
    return [runLine.parse(JSON.parse(line))];
  } catch {
    return [];
  }
};

const readRuns = async (cwd: string): Promise<readonly RunLine[]> => {
  const text = await readFile(fileIn(cwd), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean).flatMap(parseLine);
};

/** Makes the folder for what is remembered of a project; git does not see it. */
export const prepareMemory = async (cwd: string): Promise<string> => {
  const folder = folderIn(cwd);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => undefined);
  return folder;
};

/**
 * Writes down what a run has shown; says whether that could be done. What is known by then is not lost because a folder
 * cannot be written.
 */
export const tryToRemember = (write: () => Promise<void>): Promise<boolean> =>
  write().then(
    () => true,
    () => false,
  );

/** Writes a whole file, or nothing: others may write it at the same time, and the last one counts. */
export const replaceFile = async (path: string, content: string, clock: Pick<Clock, 'id'>): Promise<void> => {
  const own = `${path}.${clock.id()}.tmp`;
  try {
    await writeFile(own, content);
    await rename(own, path);
  } finally {
    await rm(own, { force: true });
  }
};

/**
 * Remembers a run, and what running its failed tests again has shown: a line of `.strata/test-history.jsonl` in the
 * project, of which the last 50 count.
 */
export const rememberRun = async (
  cwd: string,
  clock: Pick<Clock, 'id' | 'now'>,
  tests: readonly { readonly id: string; readonly outcome: TestPast['lastOutcome']; readonly durationMs: number }[],
  reruns: readonly Pick<SettledTest, 'id' | 'attempts' | 'passes'>[] = [],
): Promise<void> => {
  await prepareMemory(cwd);
  const line: RunLine = {
    at: clock.now(),
    tests: Object.fromEntries(tests.map((test) => [test.id, [test.outcome, test.durationMs]])),
    reruns: Object.fromEntries(reruns.map(({ id, attempts, passes }) => [id, [attempts, passes]])),
  };
  await appendFile(fileIn(cwd), `${JSON.stringify(line)}\n`);
  const runs = await readRuns(cwd);
  if (runs.length <= 2 * maxRuns) return;
  // Another run may add its line meanwhile, and it is lost: a run less, never half a line.
  const shorter = runs.slice(-maxRuns).map((run) => `${JSON.stringify(run)}\n`);
  await replaceFile(fileIn(cwd), shorter.join(''), clock);
};

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

/** What one test has shown so far. */
interface Seen {
  readonly outcomes: TestPast['lastOutcome'][];
  readonly durations: number[];
  flaky: boolean;
}

/** How a test ended each time that it ran, the last time last: it is run again until it passes. */
const outcomesIn = (ended: TestPast['lastOutcome'], [attempts, passes]: readonly [number, number]) => [
  ended,
  ...Array.from({ length: attempts - passes }, () => 'failed' as const),
  ...Array.from({ length: passes }, () => 'passed' as const),
];

const pastOf = (id: string, { outcomes, durations, flaky }: Seen): TestPast => {
  const passes = outcomes.filter((one) => one === 'passed' || one === 'xfailed').length;
  const runs = passes + outcomes.filter((one) => one === 'failed' || one === 'error').length;
  const passRate = runs === 0 ? null : passes / runs;
  return { id, runs, passRate, flaky, lastOutcome: outcomes.at(-1) ?? 'skipped', durationMs: median(durations) };
};

/** What is known of a project's tests, by their ids. */
export const recallTests = async (cwd: string): Promise<ReadonlyMap<string, TestPast>> => {
  const found = new Map<string, Seen>();
  for (const { tests, reruns } of (await readRuns(cwd)).slice(-maxRuns))
    for (const [id, [ended, durationMs]] of Object.entries(tests)) {
      const past = found.get(id) ?? { outcomes: [], durations: [], flaky: false };
      const again = reruns[id] ?? [0, 0];
      past.outcomes.push(...outcomesIn(ended, again));
      past.durations.push(durationMs);
      past.flaky ||= again[1] > 0;
      found.set(id, past);
    }
  return new Map([...found].map(([id, seen]) => [id, pastOf(id, seen)]));
};
