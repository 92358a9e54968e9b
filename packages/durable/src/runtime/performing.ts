import { isDeepStrictEqual } from 'node:util';
import {
  type Act,
  type Clock,
  type Failed,
  type Failure,
  type Outcome,
  createFailure,
  fail,
  mayHaveHappened,
  succeed,
} from '@strata/core';
import type { Journal } from './journal.ts';
import type { Asking } from './asking.ts';
import { type DoneInUndo, isInUndo } from './done-in-undo.ts';
import { Diverged } from './interruptions.ts';
import type { Intent, Known, Place } from './known.ts';
import { type Outages, outageOf } from './outages.ts';
import type { Waits } from './waits.ts';

/** What performing acts needs of the run that they belong to. */
export interface Performing {
  readonly journal: Journal;
  readonly known: Known;
  readonly waits: Waits;
  readonly clock: Clock;
  /** Questions to people about acts that nobody else can settle. */
  readonly asking: Asking;
  /** How often effects of this run were taken back, by the call's name: what flows keep in their context. */
  readonly takenBack: Map<string, number>;
  readonly runId: string;
  /** The places of operations under way that are flows themselves. */
  readonly flows: Set<string>;
  readonly doneInUndo: DoneInUndo;
  /** The tools that are left alone at present. */
  readonly outages: Outages;
  /** True once the run has been told to stop: what is called off then was not called off by the flow. */
  readonly isStopping: () => boolean;
  /** Told of each act before anything else is done about it. */
  readonly onAct?: (key: string, act: Act) => void;
  /** Told of each act whose outcome is known, or is for a person to say. */
  readonly onSettled?: (key: string) => void;
}

/**
 * The request that was written down has to be the one that is made. It differs when a mapper is not pure, or when the
 * code has changed since.
 *
 * @throws Diverged showing both.
 */
const assertSameRequest = (key: string, { request }: Intent, act: Act): void => {
  const now: unknown = JSON.parse(JSON.stringify(act.request ?? null));
  if (isDeepStrictEqual(request, now)) return;
  const texts = { expected: JSON.stringify(request, null, 2), found: JSON.stringify(now, null, 2) };
  throw new Diverged(`'${key}' would be asked for something else than it was before`, texts);
};

const plain = (value: unknown): unknown => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  // `undefined` for what is nothing in JSON.
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : JSON.parse(text);
};

/** Plain JSON, so that a later life of the run reads what this one did. */
const asJson = (key: string, outcome: Outcome, act: Act): Outcome => {
  // What a tool answers was held against its schema; what a step of one's own gives may be anything.
  if (act.tool !== undefined) return outcome;
  try {
    return outcome.success ? { ...outcome, data: plain(outcome.data) } : { ...outcome, error: plain(outcome.error) };
  } catch (thrown) {
    const operation = key.slice(key.lastIndexOf('/') + 1);
    const message = `what it gave cannot be written down as JSON: ${String(thrown)}`;
    return fail(createFailure(operation, { kind: 'defect', message, mayHaveHappened: false }));
  }
};

const record = ({ journal, onSettled }: Performing, key: string, outcome: Outcome): void => {
  if (outcome.success) journal.append('succeeded', key, outcome.data);
  else journal.append('failed', key, outcome.error);
  onSettled?.(key);
};

const kindOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'kind' in error ? error.kind : undefined;

/** How a write may fail for no other reason than that it was called off. */
const calledOff = new Set<unknown>(['cancelled', 'unavailable', 'timed_out', 'defect', 'unexpected_answer']);

/**
 * A run that is stopped calls its acts off, which is no outcome: they are made, or looked for, in its next life. One that
 * surely did nothing is simply made then.
 */
const throwWhenStopped = (
  { isStopping, waits, journal }: Performing,
  key: string,
  act: Act,
  outcome: Outcome,
): void => {
  const { interruption } = waits;
  if (outcome.success || interruption === undefined || !isStopping()) return;
  if (act.writes && !calledOff.has(kindOf(outcome.error))) return;
  if (act.writes && act.resumes !== true && !mayHaveHappened(outcome.error)) journal.append('intent', key, null);
  throw interruption;
};

/** Goes through a flow inside the flow: where it has failed so many times already, at places of its own. */
const goThrough = async (run: Performing, key: string, act: Act, failed = 0): Promise<Outcome> => {
  const isAnew = failed > 0 && act.runAnew !== undefined;
  const place = isAnew ? `${key}/#${failed + 1}` : key;
  run.flows.add(place);
  const going = isAnew ? act.runAnew(failed + 1) : act.run();
  const outcome = await going.finally(() => run.flows.delete(place));
  throwWhenStopped(run, key, act, outcome);
  return outcome;
};

/** A flow inside the flow: its acts are written down one by one, and so it can simply be gone through again. */
const performFlow = async (run: Performing, key: string, act: Act, place: Place | undefined): Promise<Outcome> => {
  if (place?.outcome !== undefined) {
    for (const [name, times] of Object.entries(place.takenBack ?? {})) run.takenBack.set(name, times);
    return place.outcome;
  }
  const outcome = await (act.undoes === true ? insist(run, key, act, place) : goThrough(run, key, act));
  // As flows name their calls: by the run and the place, without the numbers of attempts.
  const below = `${run.runId}/${key.replaceAll(/#\d+\//g, '')}/`;
  const inside = [...run.takenBack].filter(([name]) => name.startsWith(below));
  if (inside.length > 0) run.journal.append('taken_back', key, Object.fromEntries(inside));
  record(run, key, outcome);
  return outcome;
};

/** Whether an earlier attempt may have done it: `recover` looks first, or does again what may be done again. */
type How = 'run' | 'recover';

const howAfter = (place: Place | undefined): How => (place?.intent === undefined ? 'run' : 'recover');

/** Writes down what is about to be made. Throws when the run was told to stop meanwhile: then it is not made. */
const intend = async ({ journal, waits }: Performing, key: string, { request, callId }: Act): Promise<void> => {
  journal.append('intent', key, { request, ...(callId === undefined ? {} : { callId }) });
  await journal.committed();
  if (waits.interruption === undefined) return;
  journal.append('intent', key, null);
  throw waits.interruption;
};

/** Writes down what is about to be made, and makes it; or goes on where an earlier attempt stopped. */
const attempt = async (run: Performing, key: string, act: Act, how: How): Promise<Outcome> => {
  const { journal, waits } = run;
  waits.enter();
  try {
    if (how === 'run' && act.writes) await intend(run, key, act);
    else if (journal.isFull) await journal.committed();
    // A step of one's own asks nobody; ten of them take a microsecond each, so that every promise counts.
    const outcome = await (act.tool === undefined ? act[how]() : ask(run, key, act, how));
    throwWhenStopped(run, key, act, outcome);
    return asJson(key, how === 'recover' ? stillInDoubt(outcome, act) : outcome, act);
  } finally {
    waits.leave();
  }
};

/** What was called off before it was looked for may have happened all the same: in an earlier life. */
const stillInDoubt = (outcome: Outcome, { writes }: Act): Outcome =>
  writes && !outcome.success && kindOf(outcome.error) === 'cancelled'
    ? // Its kind says that it is a Failure.
      fail({ ...(outcome.error as Failure), mayHaveHappened: true }, outcome.meta)
    : outcome;

/** Asks the tool, as soon as it may be asked: one that is left alone is waited for, and the run parks meanwhile. */
const ask = async (run: Performing, key: string, act: Act, how: How): Promise<Outcome> => {
  const { outages, waits, clock, journal } = run;
  const perform = act[how];
  const { tool = '', cancellation } = act;
  for (;;) {
    const waitMs = cancellation.cancelled ? 0 : outages.enter(tool);
    if (waitMs === 0) {
      const outcome = await perform();
      const turnedAway = cancellation.cancelled ? undefined : outageOf(outcome);
      outages.leave(tool, turnedAway);
      if (turnedAway === undefined) return outcome;
    } else {
      // It waits, and does not work.
      waits.leave();
      try {
        await waits.for({ until: { at: clock.now() + waitMs, answer: true } }, cancellation);
      } catch (thrown) {
        // Nothing was asked of the tool, so nothing is in doubt.
        if (how === 'run' && act.writes) journal.append('intent', key, null);
        throw thrown;
      } finally {
        waits.enterAgain();
      }
    }
  }
};

/** Whether it was done is not known, and cannot be found out: a person says. */
const settleByPerson = async (run: Performing, key: string, act: Act, given: Failure): Promise<Outcome> => {
  run.onSettled?.(key);
  let error = given;
  for (let attempts = run.known.at(key)?.attempts ?? 1; ; attempts += 1) {
    const resolution = await run.asking.answerTo(key, { what: 'in_doubt', error, attempts });
    if (resolution === undefined || resolution.answer === 'give_up') return fail(error);
    if (resolution.answer === 'happened') {
      const parsed = act.output?.safeParse(resolution.output);
      if (parsed?.success !== false) return succeed(parsed === undefined ? resolution.output : parsed.data);
      // Taken by a process that does not know the workflow.
      error = { ...error, message: `${resolution.by} gave an output that it never has: ${parsed.error.message}` };
      continue;
    }
    // It did not happen: so it is made, and not looked for.
    const outcome = await attempt(run, key, act, resolution.answer === 'did_not_happen' ? 'run' : 'recover');
    if (!isUndecided(outcome)) return outcome;
    error = outcome.error;
  }
};

/** Its kind says that its error is a Failure. */
const isUndecided = (outcome: Outcome): outcome is Failed<Failure> =>
  !outcome.success && kindOf(outcome.error) === 'needs_attention';

/** How long until undoing is tried again, in milliseconds: twice as long each time, an hour at most. */
const undoDelayMs = (attempts: number): number => Math.min(3_600_000, 1000 * 2 ** Math.min(attempts - 1, 22));

/** What nobody can ever look for, or what a person has left in doubt inside of a flow, is not tried again for ever. */
const isLeft = (act: Act, outcome: Outcome): boolean => (!act.writes || act.resumes === true) && isUndecided(outcome);

/** What undoes, and a look for what there is to undo, is tried until it is done, or until a person says that it is, or that it is to be left. */
const insist = async (run: Performing, key: string, act: Act, place: Place | undefined): Promise<Outcome> => {
  let attention = place?.attention;
  let attempts = place?.attempts ?? 0;
  let how = howAfter(place);
  for (;;) {
    if (attention === undefined) {
      const outcome = await (act.resumes === true ? goThrough(run, key, act, attempts) : attempt(run, key, act, how));
      if (outcome.success || isLeft(act, outcome)) return outcome;
      attempts += 1;
      const nextAt = run.clock.now() + undoDelayMs(attempts);
      // A tool answers with a Failure.
      attention = { what: 'undo_failed', error: outcome.error as Failure, attempts, nextAt };
    }
    const resolution = await run.asking.answerTo(key, attention);
    if (resolution?.answer === 'happened' || resolution?.answer === 'did_not_happen') return succeed(null);
    if (resolution?.answer === 'give_up') return fail(attention.error);
    // The attempt that failed may have come through all the same.
    how = mayHaveHappened(attention.error) ? 'recover' : 'run';
    attention = undefined;
  }
};

/** What only reads is in doubt never. */
const justRead = (run: Performing, key: string, act: Act): Promise<Outcome> => attempt(run, key, act, 'run');

const howOf = ({ undoes, writes }: Act) => (undoes === true ? insist : writes ? settle : justRead);

/** Performs an act once in all lives of a run together. */
export const performOnce = async (run: Performing, key: string, act: Act): Promise<Outcome> => {
  run.onAct?.(key, act);
  const place = run.known.at(key);
  if (act.resumes === true) return performFlow(run, key, act, place);
  if (place?.intent !== undefined) assertSameRequest(key, place.intent, act);
  if (place?.outcome !== undefined) return place.outcome;
  const outcome = run.doneInUndo.find(key, act) ?? (await howOf(act)(run, key, act, place));
  run.doneInUndo.add(key, act, outcome);
  record(run, key, outcome);
  return outcome;
};

const settle = async (run: Performing, key: string, act: Act, place: Place | undefined): Promise<Outcome> => {
  if (place?.attention !== undefined) return settleByPerson(run, key, act, place.attention.error);
  let outcome = await attempt(run, key, act, howAfter(place));
  // A flow that undoes is gone through again when it fails: what stays in doubt inside of it might be done twice.
  const isInDoubt = act.writes && !outcome.success && mayHaveHappened(outcome.error);
  if (isInDoubt && isInUndo(key)) outcome = await attempt(run, key, act, 'recover');
  if (!act.writes || !isUndecided(outcome)) return outcome;
  return settleByPerson(run, key, act, outcome.error);
};
