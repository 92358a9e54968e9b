import type { Result } from '@strata/core';
import type { Engine, RunDetails, RunStatus, Started } from '@strata/durable';
import { expect } from 'vitest';
import type { ManualClock } from '../manual-clock.ts';

/** How long is looked whether something has come about, in milliseconds: long for a machine that is busy with other things. */
const patience = { timeout: 20_000, interval: 5 };

type Followed = Pick<Engine, 'get' | 'result'>;

/** The id of a run that has to have been started. */
export const idOf = (started: Result<Started, unknown>): string => {
  if (!started.success) throw new Error(`it was not started: ${JSON.stringify(started.error)}`);
  return started.data.runId;
};

/** A run that has to be there. */
export const detailsOf = async (engine: Followed, runId: string): Promise<RunDetails> => {
  const details = await engine.get(runId);
  if (details === undefined) throw new Error(`there is no run ${runId}`);
  return details;
};

/** Waits until something is so. With a manual clock, what is due at its moment is let happen; no time passes. */
export const comesTrue = async (isSo: () => unknown, clock?: ManualClock): Promise<void> => {
  await expect
    .poll(async () => {
      await clock?.advance(0);
      return isSo();
    }, patience)
    .toBe(true);
};

/** Waits until a run has a status, and gives the run as it is then. */
export const reaches = async (
  engine: Followed,
  runId: string,
  status: RunStatus,
  clock?: ManualClock,
): Promise<RunDetails> => {
  await expect
    .poll(async () => {
      await clock?.advance(0);
      return (await detailsOf(engine, runId)).status;
    }, patience)
    .toBe(status);
  return detailsOf(engine, runId);
};

/** Waits until a run needs a person at a place, and gives what it says. */
export const needsPerson = async (engine: Followed, runId: string, at: string, clock?: ManualClock) => {
  await comesTrue(async () => (await detailsOf(engine, runId)).attention?.[at] !== undefined, clock);
  return (await detailsOf(engine, runId)).attention?.[at];
};

/** What came of a run, when it has ended. */
export const endOf = async (engine: Followed, runId: string): Promise<unknown> => {
  const result = await engine.result(runId);
  return result.success ? result.data : result;
};

/** A promise with its handle: a place where a test holds work until it says go. */
export interface Latch {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

export const createLatch = (): Latch => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
};

/** Resolves when a signal aborts: what a well-behaved tool waits for besides its work. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Any text that holds this one. */
export const saying = (part: string): unknown => expect.stringContaining(part);
