import { type EffectReport, type Failure, createFailure, fail, mayHaveHappened } from '@strata/core';
import type { Run } from './engine.ts';
import type { RunRow } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';
import { Known, type Place } from './runtime/known.ts';
import { StoreUnusable } from './store-unusable.ts';

type Problem = NonNullable<Run['problem']>;

/** The places whose effects were taken back, or were looked for twice and are not there. */
const goneIn = (known: Known): readonly string[] =>
  [...known.places()].flatMap(([key, { outcome }]) => {
    const [, place, mark] = /^([^!]*)!(undo|look again)$/.exec(key) ?? [];
    const isGone = outcome?.success === true && (mark === 'undo' || outcome.data === null);
    return place !== undefined && isGone ? [place] : [];
  });

/** What a write has left behind; `undefined` when that is surely nothing. */
const effectAt = (at: string, { intent, outcome }: Place): EffectReport | undefined => {
  if (intent === undefined || (outcome?.success === false && !mayHaveHappened(outcome.error))) return undefined;
  // What is written down for a write is a request of a tool.
  const { operation } = intent.request as { readonly operation: string };
  const isKnown = outcome?.success === true;
  const message = `it was not taken back: the run was ended while it was blocked${isKnown ? '' : ', and whether it has happened is not known'}`;
  const error = createFailure(operation, { kind: 'conflict', message });
  return { at, operation, outcome: 'undo_failed', ...(isKnown ? { output: outcome.data } : {}), error };
};

/** The writes of a run that nobody has taken back, last first. */
export const leftBy = (known: Known): readonly EffectReport[] => {
  const gone = goneIn(known);
  const isGone = (key: string): boolean => gone.some((place) => key === place || key.startsWith(`${place}/`));
  const calls = new Set<string | undefined>();
  return [...known.places()].toReversed().flatMap(([key, place]) => {
    if (key.includes('!') || isGone(key)) return [];
    const effect = effectAt(key, place);
    const callId = place.intent?.callId;
    // A later attempt at the same call has adopted what an earlier one made.
    if (effect === undefined || (callId !== undefined && calls.has(callId))) return [];
    calls.add(callId);
    return [effect];
  });
};

/** `undefined` where the journal is damaged. */
const effectsOf = (store: Store, row: RunRow): readonly EffectReport[] | undefined => {
  try {
    return leftBy(new Known(store.entriesOf(row.number)));
  } catch (reason) {
    if (reason instanceof StoreUnusable && reason.problem === 'damaged') return undefined;
    throw reason;
  }
};

const failureOf = (store: Store, row: RunRow, { message: why }: Problem): Failure => {
  const effects = effectsOf(store, row);
  const unread = effects === undefined ? ', and what it has done cannot be read' : '';
  const message = `the run was ended while it was blocked${unread}: ${why}`;
  const cause = createFailure(row.workflow, { kind: 'cancelled', message, mayHaveHappened: effects?.length !== 0 });
  if (effects?.length === 0) return cause;
  return createFailure('saga', { kind: 'saga_failed', message, cause, effects: effects ?? [], undoComplete: false });
};

/** What a bug, or damage, stops a run with. */
export const problemOf = (reason: unknown): Problem => ({ message: String(reason), expected: '', found: '' });

/**
 * What becomes of a run that cannot be gone on with: it is blocked, or ends as it is when that is wanted, and says then
 * what it has done that was not taken back.
 */
export const blockedOrEnded = (store: Store, row: RunRow, problem: Problem, now: number) => {
  const blocked = { worker: null, status: 'blocked', problem } as const;
  const wanted = store.runs.byNumber(row.number)?.wanted;
  if (wanted?.evenBlocked !== true) return { change: blocked };
  const outcome = fail(failureOf(store, row, problem));
  const { success, error } = outcome;
  const done = { wakeAt: null, waitsFor: null, attention: null, wanted: null, endedAt: now } as const;
  return { change: { ...blocked, ...done, status: 'cancelled', outcome: { success, error } } as const, outcome };
};
