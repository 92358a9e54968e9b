import { openEngine } from '@strata/durable';
import { answers } from './answers.ts';
import { asking, park } from './waiting-runs.ts';

/** Which runs to start and let wait. */
export interface Parking {
  readonly from: number;
  readonly until: number;
}

/** What the process holds with them waiting. */
export interface Parked {
  readonly rssBytes: number;
  readonly heapBytes: number;
}

// PATH: a process that lets runs wait, and says what it costs to have them. In one of its own, because memory is of a
// whole process.
const engine = openEngine({ path: process.argv[2] ?? '', workflows: asking(() => {}) });
await answers<Parking>(async ({ from, until }): Promise<Parked> => {
  await park(engine, from, until);
  for (let times = 0; times < 3; times++) globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rssBytes: rss, heapBytes: heapUsed };
});
await engine[Symbol.asyncDispose]();
