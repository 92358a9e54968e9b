import {
  type Act,
  type Branch,
  type Branched,
  type Cancellation,
  type Decision,
  type FanOut,
  type FirstLooks,
  type Node,
  type Outcome,
  type Question,
  type RunBranch,
  type Runtime,
  fanOutHere,
} from '@strata/core';
import type { Outside } from './outside.ts';
import { type Performing, performOnce } from './performing.ts';

/** What happens next at a gate that nobody decides: it is over, or those who may decide are reminded. */
const nextOf = ({ expires, remindEveryMs }: Question, askedAt: number, reminded: number, now: number) => {
  const expiresAt = expires === undefined ? Infinity : askedAt + expires.afterMs;
  const remindAt = remindEveryMs === undefined ? Infinity : askedAt + (reminded + 1) * remindEveryMs;
  if (expiresAt === Infinity && remindAt === Infinity) return {};
  // Nobody need be reminded of what is over.
  return expiresAt <= Math.max(now, remindAt)
    ? { until: { at: expiresAt, answer: 'expired' as const } }
    : { until: { at: remindAt, answer: 'remind' as const } };
};

/** What a run's runtime is made of. */
export interface JournalRuntimeOptions extends Performing {
  readonly outside: Outside;
  /** Told of each flow that begins; throws when the run began there with another one. */
  readonly enter: (path: string, root: Node) => void;
}

/**
 * Runs flows so that they can go on after their process has died: whatever is done, decided or waited for is written
 * down, and what an earlier life has written down is not done again.
 *
 * What a write is about is on disk before the write is made. Everything else is written down without waiting for the
 * disk: it can only be lost together with all that came after it, and then it is done again, or looked for.
 */
export class JournalRuntime implements Runtime {
  readonly insistsOnUndo = true;
  readonly enter: NonNullable<Runtime['enter']>;
  readonly #run: JournalRuntimeOptions;

  constructor(options: JournalRuntimeOptions) {
    this.#run = options;
    this.enter = (path, root) => {
      const key = path.slice(0, -1);
      // Otherwise the run would never be taken for one that waits, and what is inside would not be gone on with.
      if (path !== '' && !options.flows.has(key))
        throw new TypeError(
          `'${key}' is a flow, and its tool does not say so: it has to have createManager's operations`,
        );
      options.enter(path, root);
    };
  }

  /** What writes saw before their first attempt, which has to be known before the write is made. */
  get firstLooks(): FirstLooks {
    const { known, journal } = this.#run;
    return {
      recall: (key) => known.seen.get(key),
      remember: async (key, text) => {
        known.seen.set(key, text);
        journal.append('seen', key, text);
        await journal.committed();
      },
    };
  }

  /** A flow asks this only where it was called off. While the run is being stopped, that is not the flow's own doing. */
  readonly hasBegun = (path: string): boolean => {
    this.#throwWhenStopping();
    return this.#run.known.hasBegun(path);
  };

  #throwWhenStopping(): void {
    const { isStopping, waits } = this.#run;
    if (isStopping() && waits.interruption !== undefined) throw waits.interruption;
  }

  perform(key: string, act: Act): Promise<Outcome> {
    return performOnce(this.#run, key, act);
  }

  fanOut(branches: readonly Branch[], how: FanOut, cancellation: Cancellation, run: RunBranch) {
    return fanOutHere(branches, how, cancellation, run, this.hasBegun);
  }

  async within(
    key: string,
    branch: Branch,
    limitMs: number,
    cancellation: Cancellation,
    run: RunBranch,
  ): Promise<{ readonly inTime: boolean; readonly ended: Branched }> {
    const { known, clock, journal, waits } = this.#run;
    const place = known.at(key);
    const until = place?.until ?? clock.now() + limitMs;
    if (place?.until === undefined) journal.append('timer', key, until);
    const limited = cancellation.child();
    let inTime = place?.kept ?? true;
    // What had to be called off then is called off from the start: what it had done by then is known.
    if (!inTime) limited.cancel();
    const isOpen = place?.kept === undefined;
    const forget = isOpen ? waits.limit(until) : () => {};
    const end = (): void => {
      inTime = false;
      // What waits inside all the same, for a person, may be put away.
      forget();
      limited.cancel();
    };
    const stop = isOpen ? clock.after(Math.max(0, until - clock.now()), end) : () => {};
    try {
      const ended = await run(branch, limited);
      if (isOpen) journal.append('kept', key, inTime);
      return { inTime, ended };
    } finally {
      forget();
      stop();
      limited.release();
    }
  }

  async sleep(key: string, delayMs: number, cancellation: Cancellation): Promise<boolean> {
    const { known, clock, journal, waits } = this.#run;
    const place = known.at(key);
    if (place?.woke !== undefined) return place.woke;
    this.#throwWhenStopping();
    const at = place?.until ?? clock.now() + delayMs;
    if (place?.until === undefined && delayMs > 0) journal.append('timer', key, at);
    const woke =
      at <= clock.now()
        ? !cancellation.cancelled
        : (await waits.for({ until: { at, answer: true } }, cancellation))?.answer === true;
    journal.append('woke', key, woke);
    return woke;
  }

  async gate(key: string, question: Question, cancellation: Cancellation): Promise<Decision | undefined> {
    const { known, clock, journal, waits, outside } = this.#run;
    const place = known.at(key);
    if (place?.decided !== undefined) return place.decided.decision;
    const askedAt = place?.askedAt ?? clock.now();
    if (place?.askedAt === undefined && !cancellation.cancelled) journal.append('asked', key, question);
    const listen = (resolve: (decision: Decision) => void) => outside.decided(key, resolve);
    for (let reminded = place?.reminded ?? 0; ;) {
      const until = nextOf(question, askedAt, reminded, clock.now());
      const ended = await waits.for<Decision | 'expired' | 'remind'>({ ...until, listen }, cancellation);
      if (ended?.answer === 'remind') {
        // Those that were missed while nobody drove the run are one.
        reminded = Math.floor((clock.now() - askedAt) / (question.remindEveryMs ?? 1));
        journal.append('reminded', key, reminded);
        outside.remind(key, question);
      } else if (ended?.answer === 'expired') return outside.expired(key, question);
      else {
        // A decision was written down by whoever took it.
        if (ended === undefined) journal.append('decided', key, null);
        return ended?.answer;
      }
    }
  }

  async receive(
    key: string,
    name: string,
    cancellation: Cancellation,
  ): Promise<{ readonly message: unknown } | undefined> {
    const { known, journal, waits, outside } = this.#run;
    const place = known.at(key);
    if (place?.received !== undefined) return place.received.message;
    const here = cancellation.cancelled ? undefined : known.takeSent(name);
    const listen = (resolve: (message: { readonly message: unknown }) => void) => outside.sent(name, resolve);
    const ended = here ?? (await waits.for({ listen }, cancellation))?.answer;
    journal.append('received', key, ended === undefined ? null : { name, ...ended });
    return ended;
  }
}
