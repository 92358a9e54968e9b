import { type Clock, systemClock } from '../clock.ts';
import type { Cancellation } from './cancellation.ts';
import { cancelledAt } from './frame.ts';
import { firstName } from './scope-key.ts';
import { expiredDecision, verdictOf } from './gate-verdict.ts';
import type { Branch, Branched, Decision, FanOut, Question, RunBranch, Runtime, Vote } from './runtime.ts';

/** Answers a gate. The signal aborts when nobody waits for the answer any more. */
export type Decide = (key: string, question: Question, signal: AbortSignal) => Promise<Decision>;

export interface MemoryRuntimeOptions {
  readonly clock?: Clock;
  /** Answers gates; absent: every gate is refused, because nobody is there to open it. */
  readonly decide?: Decide;
  /** Answers who waits for a message; absent: nobody ever sends one. */
  readonly send?: Send;
}

const nobody: Decide = async () => ({ approved: false, by: 'nobody', comment: 'nobody is there to decide' });

const never: Send = () => new Promise(() => {});

const notBegun = ({ node }: Branch): Branched => ({
  outcome: cancelledAt(firstName(node)),
  done: [],
  reports: [],
  gives: {},
});

/** Sends a message of that name. The signal aborts when nobody waits for it any more. */
export type Send = (key: string, name: string, signal: AbortSignal) => Promise<unknown>;

/**
 * In-process fan-out, for every runtime that has but one process. When the runtime throws, all lanes are waited for
 * all the same: nothing may go on behind the caller's back.
 */
export const fanOutHere = async (
  branches: readonly Branch[],
  how: FanOut,
  cancellation: Cancellation,
  run: RunBranch,
  hasBegun: (path: string) => boolean = () => false,
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
        if ((calledOff || group.cancelled) && !hasBegun(branch.key)) {
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

/** What `ask` comes to, or `undefined` as soon as nobody waits for it any more. */
const untilCancelled = async <Answer>(
  cancellation: Cancellation,
  ask: (waiting: Cancellation) => Promise<Answer>,
): Promise<Answer | undefined> => {
  if (cancellation.cancelled) return undefined;
  const waiting = cancellation.child();
  let giveUp: (() => void) | undefined;
  const gaveUp = new Promise<undefined>((resolve) => {
    giveUp = waiting.onCancel(() => resolve(undefined));
  });
  try {
    return await Promise.race([ask(waiting), gaveUp]);
  } finally {
    giveUp?.();
    waiting.release();
  }
};

/** Asks one after the other, until so many have said yes as are needed, or one says no. */
const collectVotes = async (
  decide: Decide,
  key: string,
  question: Question,
  signal: AbortSignal,
): Promise<Decision> => {
  const votes: Vote[] = [];
  for (;;) {
    const decision = await decide(key, question, signal);
    votes.push(decision);
    if (verdictOf(question, votes) !== 'open') return votes.length === 1 ? decision : { ...decision, votes };
  }
};

/** The answer, or `undefined` as soon as nobody waits for it any more. */
const decidedHere = async (
  { decide, clock }: { readonly decide: Decide; readonly clock: Clock },
  key: string,
  question: Question,
  cancellation: Cancellation,
): Promise<Decision | undefined> => {
  const { expires } = question;
  try {
    return await untilCancelled(cancellation, async (waiting) => {
      if (expires === undefined) return collectVotes(decide, key, question, waiting.signal);
      const asking = waiting.child();
      const { promise: expired, resolve } = Promise.withResolvers<Decision>();
      const stop = clock.after(expires.afterMs, () => {
        resolve(expiredDecision(expires));
        // Whoever is still being asked hears that it is over.
        asking.cancel();
      });
      const asked = collectVotes(decide, key, question, asking.signal);
      return Promise.race([expired, asked]).finally(stop);
    });
  } catch (thrown) {
    // Whoever was asked could not be reached: nothing may go on without an answer, and what was done has to be undone.
    return { approved: false, by: 'nobody', comment: `there was no decision: ${String(thrown)}` };
  }
};

/** Runs flows in this process and forgets them when it ends. */
export const createMemoryRuntime = ({
  clock = systemClock,
  decide = nobody,
  send = never,
}: MemoryRuntimeOptions = {}): Runtime => ({
  perform: (_key, act) => act.run(),
  fanOut: fanOutHere,
  within: (_key, branch, limitMs, cancellation, run) => withinHere(clock, branch, limitMs, cancellation, run),
  sleep: (_key, delayMs, cancellation) => sleepHere(clock, delayMs, cancellation),
  gate: (key, question, cancellation) => decidedHere({ decide, clock }, key, question, cancellation),
  receive: (key, name, cancellation) =>
    untilCancelled(cancellation, async ({ signal }) => ({ message: await send(key, name, signal) })),
});
