import { type Budget, type Failure, type Result, type WorkflowContext, createFailure, fail } from '@strata/core';

type Answer = Result<unknown, Failure>;

const deadlineOf = ({ deadlineAt = Infinity }: WorkflowContext): number => deadlineAt;

/** What a shared call asks, and the names of what it is about. */
interface About {
  readonly operation: string;
  readonly tags?: readonly string[];
}

/** One call that several callers wait for. It ends when it is done, or when nobody waits any more. */
export class Flight {
  readonly tags: readonly string[];
  readonly #operation: string;
  readonly #deadlineAt: number;
  readonly #stop = new AbortController();
  readonly #waiting = new Set<WorkflowContext>();
  readonly #landing: Promise<Answer>;
  #isOutdated = false;
  #joined = 0;

  constructor(
    { operation, tags = [] }: About,
    first: WorkflowContext,
    run: (shared: WorkflowContext, flight: Flight) => Promise<Answer>,
  ) {
    this.#operation = operation;
    this.tags = tags;
    this.#deadlineAt = deadlineOf(first);
    // In the next turn: whoever wants the answer has joined by then.
    this.#landing = Promise.resolve().then(() => run(this.#shared(first), this));
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

  /** Whether the answer is early and new enough for somebody else, and is still being waited for. */
  isFor(ctx: WorkflowContext): boolean {
    return !this.#isOutdated && !this.#stop.signal.aborted && deadlineOf(ctx) <= this.#deadlineAt;
  }

  /** Waits for the answer. Who is aborted, or late, leaves alone; the last one ends the call, and waits until it has ended. */
  async join(ctx: WorkflowContext): Promise<Answer> {
    const { promise: left, resolve: leave } = Promise.withResolvers<Failure>();
    const abort = (): void => leave(this.#left());
    const { clock, deadlineAt } = ctx;
    const leftMs = deadlineAt === undefined ? undefined : Math.max(0, deadlineAt - clock.now());
    const stay = leftMs === undefined ? undefined : clock.after(leftMs, () => leave(this.#late(leftMs)));
    ctx.signal.addEventListener('abort', abort, { once: true });
    this.#waiting.add(ctx);
    this.#joined += 1;
    try {
      const first = await Promise.race([this.#landing, left]);
      if (!('kind' in first)) return first;
      this.#waiting.delete(ctx);
      if (this.#waiting.size > 0) return fail(first);
      this.#stop.abort();
      const answer = await this.#landing;
      return answer.success || first.kind === 'cancelled' ? answer : fail(first);
    } finally {
      stay?.();
      this.#waiting.delete(ctx);
      ctx.signal.removeEventListener('abort', abort);
    }
  }

  #left(): Failure {
    const message = 'cancelled while another caller waits on';
    return createFailure(this.#operation, { kind: 'cancelled', message, mayHaveHappened: false });
  }

  #late(limitMs: number): Failure {
    const message = `its deadline came after ${limitMs} ms, before the answer`;
    return createFailure(this.#operation, { kind: 'timed_out', message, limitMs, mayHaveHappened: false });
  }

  /** Nothing that is the first caller's own: not its listeners, its purse, its name for a call. */
  #shared({ clock, correlationId, deadlineAt, trace, revalidation }: WorkflowContext): WorkflowContext {
    return {
      clock,
      correlationId,
      signal: this.#stop.signal,
      budget: this.#budget(),
      ...(deadlineAt === undefined ? {} : { deadlineAt }),
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
   * The call under way that answers `ctx` too, or else a new one, which `run` makes. `isFirst`: it is new, and whoever
   * came first gets the answer as it is.
   */
  under(
    key: string,
    about: About,
    ctx: WorkflowContext,
    run: (shared: WorkflowContext, flight: Flight) => Promise<Answer>,
  ): { readonly flight: Flight; readonly isFirst: boolean } {
    const known = this.#byKey.get(key);
    if (known?.isFor(ctx) === true) return { flight: known, isFirst: false };
    const flight = new Flight(about, ctx, async (shared, self) => {
      try {
        return await run(shared, self);
      } finally {
        if (this.#byKey.get(key) === self) this.#byKey.delete(key);
      }
    });
    this.#byKey.set(key, flight);
    return { flight, isFirst: true };
  }
}
