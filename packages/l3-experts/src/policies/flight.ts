import { type Budget, type Failure, type Result, type WorkflowContext, createFailure, fail } from '@strata/core';
import { type Gone, givenUp, whenGone } from './patience.ts';

type Answer = Result<unknown, Failure>;

/** What a shared call asks, and the names of what it is about. */
interface About {
  readonly operation: string;
  readonly tags?: readonly string[];
}

/** Makes a shared call, once somebody waits for it. */
type Run = (shared: WorkflowContext, flight: Flight) => Promise<Answer>;

/** One call that several callers wait for. It ends when it is done, or when nobody waits any more. */
export class Flight {
  readonly tags: readonly string[];
  readonly #operation: string;
  readonly #stop = new AbortController();
  readonly #waiting = new Set<WorkflowContext>();
  readonly #landing: Promise<Answer>;
  #isOutdated = false;
  #joined = 0;

  constructor({ operation, tags = [] }: About, first: WorkflowContext, run: Run, landed: (flight: Flight) => void) {
    this.#operation = operation;
    this.tags = tags;
    // In the next turn: whoever wants the answer has joined by then. Where nobody does, nobody is asked.
    this.#landing = Promise.resolve()
      .then(() => (this.#stop.signal.aborted ? this.#notBegun() : run(this.#shared(first), this)))
      .finally(() => landed(this));
    // Whoever waits hears of it; once nobody does, nobody has to.
    this.#landing.catch(() => undefined);
  }

  /** True when something was written meanwhile that the answer may not show. */
  get isOutdated(): boolean {
    return this.#isOutdated;
  }

  /** True when the answer goes to more than one. */
  get isShared(): boolean {
    return this.#joined > 1;
  }

  outdate(): void {
    this.#isOutdated = true;
  }

  /** Whether the answer is new enough for somebody who comes now, and is still being waited for. */
  get isOpen(): boolean {
    return !this.#isOutdated && !this.#stop.signal.aborted;
  }

  /** Waits for the answer. Who is aborted, or late, leaves alone; the last one ends the call, and waits until it has ended. */
  async join(ctx: WorkflowContext): Promise<Answer> {
    const { promise: left, resolve: leave } = Promise.withResolvers<{
      readonly gone: Gone;
      readonly isLast: boolean;
    }>();
    const startedMs = ctx.clock.monotonicMs();
    this.#waiting.add(ctx);
    this.#joined += 1;
    // One who had gone before he came, and is alone, ends the call before it has begun.
    const stay = whenGone(ctx, (gone) => {
      this.#waiting.delete(ctx);
      const isLast = this.#waiting.size === 0;
      if (isLast) this.#stop.abort();
      leave({ gone, isLast });
    });
    try {
      const first = await Promise.race([this.#landing, left]);
      if (!('gone' in first)) return first;
      const { gone, isLast } = first;
      if (!isLast) return fail(this.#failure(gone), { durationMs: ctx.clock.monotonicMs() - startedMs, attempts: 0 });
      const answer = await this.#landing;
      if (answer.success || gone.why === 'cancelled') return answer;
      return fail(this.#failure(gone), { ...answer.meta, durationMs: ctx.clock.monotonicMs() - startedMs });
    } finally {
      stay();
      this.#waiting.delete(ctx);
    }
  }

  #notBegun(): Answer {
    const message = 'cancelled before it began';
    const failure = createFailure(this.#operation, { kind: 'cancelled', message, mayHaveHappened: false });
    return fail(failure, { durationMs: 0, attempts: 0 });
  }

  #failure(gone: Gone): Failure {
    if (gone.why === 'late') return givenUp(this.#operation, gone, 'the answer');
    const message = 'cancelled while another caller waits on';
    return createFailure(this.#operation, { kind: 'cancelled', message, mayHaveHappened: false });
  }

  /**
   * Nothing that is the first caller's own: not its listeners, its purse, its name for a call. And no deadline: somebody
   * may come who has more time than all who are there.
   */
  #shared({ clock, correlationId, trace, revalidation }: WorkflowContext): WorkflowContext {
    return {
      clock,
      correlationId,
      signal: this.#stop.signal,
      budget: this.#budget(),
      ...(trace === undefined ? {} : { trace }),
      ...(revalidation === undefined ? {} : { revalidation }),
    };
  }

  /** Whoever waits and has something left pays. */
  #budget(): Budget {
    const left: Budget['left'] = (expense) =>
      Math.max(0, ...[...this.#waiting].map(({ budget }) => budget?.left(expense) ?? Infinity));
    const take: Budget['take'] = (expense) =>
      [...this.#waiting].some(({ budget }) => budget === undefined || budget.take(expense));
    return { left, take };
  }
}

/** The calls to one tool that are under way, each for all who want its answer. */
export class Flights {
  readonly #byKey = new Map<string, Flight>();

  /**
   * The call under way that answers `ctx` too, or else a new one, which `run` makes; each leaves it at a deadline of its
   * own. `isFirst`: it is new, and whoever came first gets the answer as it is. `landed` hears of its end, before anybody
   * is given the answer.
   */
  under(
    key: string,
    about: About,
    ctx: WorkflowContext,
    run: Run,
    landed?: (flight: Flight) => void,
  ): { readonly flight: Flight; readonly isFirst: boolean } {
    const known = this.#byKey.get(key);
    if (known?.isOpen === true) return { flight: known, isFirst: false };
    const flight = new Flight(about, ctx, run, (self) => {
      if (this.#byKey.get(key) === self) this.#byKey.delete(key);
      landed?.(self);
    });
    this.#byKey.set(key, flight);
    return { flight, isFirst: true };
  }
}
