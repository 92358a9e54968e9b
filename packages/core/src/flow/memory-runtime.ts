import { type Clock, systemClock } from '../clock.ts';
import type { Cancellation } from './cancellation.ts';
import { cancelledAt } from './frame.ts';
import { firstName } from './scope-key.ts';
import type { Branch, Branched, Decision, FanOut, Question, RunBranch, Runtime } from './runtime.ts';

/** Answers a gate. The signal aborts when nobody waits for the answer any more. */
export type Decide = (key: string, question: Question, signal: AbortSignal) => Promise<Decision>;

export interface MemoryRuntimeOptions {
  readonly clock?: Clock;
  /** Answers gates; absent: every gate is refused, because nobody is there to open it. */
  readonly decide?: Decide;
}

const nobody: Decide = async () => ({ approved: false, by: 'nobody', comment: 'nobody is there to decide' });

const notBegun = ({ node }: Branch): Branched => ({
  outcome: cancelledAt(firstName(node)),
  done: [],
  reports: [],
  gives: {},
});

/**
 * In-process fan-out, for every runtime that has but one process. When the runtime throws, all lanes are waited for
 * all the same: nothing may go on behind the caller's back.
 */
export const fanOutHere = async (
  branches: readonly Branch[],
  how: FanOut,
  cancellation: Cancellation,
  run: RunBranch,
): Promise<readonly Branched[]> => {
  const group = cancellation.child();
  const ended: Branched[] = [];
  let thrown: { readonly reason: unknown } | undefined;
  let next = 0;
  let underWay = 0;
  let calledOff = false;
  const callOff = async (): Promise<void> => {
    calledOff = true;
    // Those that end in this very turn need no signal, and a signal is what costs most here.
    await Promise.resolve();
    if (underWay > 0) group.cancel();
  };
  const lane = async (): Promise<void> => {
    try {
      for (let index = next++; index < branches.length; index = next++) {
        const branch = branches[index] as Branch;
        // What has not begun when the others are called off does not begin.
        if (calledOff || group.cancelled) {
          ended[index] = notBegun(branch);
          continue;
        }
        underWay += 1;
        const branched = await run(branch, group);
        underWay -= 1;
        ended[index] = branched;
        if (branched.outcome.success === (how.until === 'first')) await callOff();
      }
    } catch (reason) {
      thrown ??= { reason };
      group.cancel();
    }
  };
  const lanes: Promise<void>[] = [];
  for (let count = Math.min(how.atOnce, branches.length); count > 0; count--) lanes.push(lane());
  for (const it of lanes) await it;
  group.release();
  if (thrown !== undefined) throw thrown.reason;
  return ended;
};

/** In-process time limit. What succeeds after its time is up is late all the same. */
export const withinHere = async (
  clock: Clock,
  branch: Branch,
  limitMs: number,
  cancellation: Cancellation,
  run: RunBranch,
): Promise<{ readonly inTime: boolean; readonly ended: Branched }> => {
  const limited = cancellation.child();
  let inTime = true;
  const stop = clock.after(limitMs, () => {
    inTime = false;
    limited.cancel();
  });
  try {
    const ended = await run(branch, limited);
    return { inTime, ended };
  } finally {
    stop();
    limited.release();
  }
};

/** Waits. Resolves false as soon as it is cancelled. */
export const sleepHere = (clock: Clock, delayMs: number, cancellation: Cancellation): Promise<boolean> =>
  new Promise((resolve) => {
    if (cancellation.cancelled) return resolve(false);
    const stop = clock.after(delayMs, () => {
      unlisten();
      resolve(true);
    });
    const unlisten = cancellation.onCancel(() => {
      stop();
      resolve(false);
    });
  });

/** The answer, or `undefined` as soon as nobody waits for it any more. */
const decidedHere = async (
  decide: Decide,
  key: string,
  question: Question,
  cancellation: Cancellation,
): Promise<Decision | undefined> => {
  if (cancellation.cancelled) return undefined;
  const waiting = cancellation.child();
  let giveUp: (() => void) | undefined;
  const gaveUp = new Promise<undefined>((resolve) => {
    giveUp = waiting.onCancel(() => resolve(undefined));
  });
  try {
    return await Promise.race([decide(key, question, waiting.signal), gaveUp]);
  } catch (thrown) {
    // Whoever was asked could not be reached: nothing may go on without an answer, and what was done has to be undone.
    return { approved: false, by: 'nobody', comment: `there was no decision: ${String(thrown)}` };
  } finally {
    giveUp?.();
    waiting.release();
  }
};

/** Runs flows in this process and forgets them when it ends. */
export const createMemoryRuntime = ({ clock = systemClock, decide = nobody }: MemoryRuntimeOptions = {}): Runtime => ({
  perform: (_key, act) => act.run(),
  fanOut: fanOutHere,
  within: (branch, limitMs, cancellation, run) => withinHere(clock, branch, limitMs, cancellation, run),
  sleep: (_key, delayMs, cancellation) => sleepHere(clock, delayMs, cancellation),
  gate: (key, question, cancellation) => decidedHere(decide, key, question, cancellation),
});
