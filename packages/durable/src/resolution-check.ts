import { type Act, type Classified, RunInterrupted } from '@strata/core';
import type { RunRow } from './journal/run-rows.ts';
import type { Registry } from './registry.ts';
import { type Replaying, replayHistory } from './replay-history.ts';
import type { Resolution } from './runtime/known.ts';
import { schemaProblem } from './schema-problem.ts';

/** The act at a place of a run, found by going through its history; `undefined` where this process cannot get there. */
const actAt = async (
  { registry, ...replaying }: Replaying & { readonly registry: Registry },
  row: RunRow,
  at: string,
): Promise<Act | undefined> => {
  const startable = registry.find(row.workflow);
  if (startable === undefined) return undefined;
  let found: Act | undefined;
  try {
    await replayHistory(replaying, row, startable, (key, act) => {
      if (key === at) found = act;
    });
  } catch (thrown) {
    // It ends where the history does, or where the code is another one than it was.
    if (!(thrown instanceof RunInterrupted)) throw thrown;
  }
  return found;
};

/**
 * Why an answer cannot be taken: what is said to have been the output is none that the operation gives. A process that
 * does not know the workflow takes it; whoever drives the run looks at it again.
 */
export const wrongOutput = async (
  replaying: Replaying & { readonly registry: Registry },
  row: RunRow,
  at: string,
  resolution: Resolution,
): Promise<Classified | undefined> => {
  // What undoes has no output that anybody goes on with.
  if (resolution.answer !== 'happened' || row.attention?.[at]?.what !== 'in_doubt') return undefined;
  const parsed = (await actAt(replaying, row, at))?.output?.safeParse(resolution.output);
  return parsed?.success === false ? schemaProblem(parsed.error, 'output') : undefined;
};
