import { type Call, type Failure, type Proceed, type Result, createFailure, fail, sleepFor } from '@strata/core';
import Bottleneck from 'bottleneck';
import { Pace, type PaceLimits } from './pace.ts';
import { type Gone, givenUp, whenGone } from './patience.ts';
import type { Quotas } from './quotas.ts';

type Answer = Result<unknown, Failure>;

/** The call was not made: nobody has asked the tool. */
const refusal = (failure: Failure): Answer => fail(failure, { durationMs: 0, attempts: 0 });

const givenUpBy = (call: Call, gone: Gone): Answer => refusal(givenUp(call.operation.name, gone, 'its turn'));

const tooLate = (call: Call, message: string, retryAfterMs: number): Answer =>
  refusal(createFailure(call.operation.name, { kind: 'rate_limited', message, retryAfterMs }));

/** How a lane is to be kept. */
interface LaneLimits extends PaceLimits {
  readonly maxConcurrent: number;
  readonly resource: string;
}

/** Calls of one class: Bottleneck queues them and bounds how many are under way; when one may start is asked of our clock. */
export class Lane {
  readonly #queue: Bottleneck;
  readonly #pace: Pace;
  readonly #quotas: Quotas;
  readonly #resource: string;

  constructor(limits: LaneLimits, quotas: Quotas) {
    this.#queue = new Bottleneck({ maxConcurrent: limits.maxConcurrent });
    this.#pace = new Pace(limits);
    this.#quotas = quotas;
    this.#resource = limits.resource;
  }

  /**
   * Performs the call when its turn comes. One that is aborted before that, or whose deadline comes, never starts, and is
   * answered at once; so is one that is sure to come too late.
   */
  take(call: Call, proceed: Proceed): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let answered: Answer | undefined;
      const answer = (gone: Gone): void => {
        answered = this.#without(call, gone);
        resolve(answered);
      };
      const stay = whenGone(call.ctx, answer);
      answered ??= this.#tooLate(call);
      if (answered !== undefined) {
        stay();
        return resolve(answered);
      }
      const job = async (): Promise<Answer> => {
        stay();
        return answered ?? this.#inTurn(call, proceed);
      };
      this.#queue.schedule(job).then(resolve, reject);
    });
  }

  async #inTurn(call: Call, proceed: Proceed): Promise<Answer> {
    const { clock, signal } = call.ctx;
    for (;;) {
      if (signal.aborted) return givenUpBy(call, { why: 'cancelled' });
      const waitMs = this.#waitMs(call);
      if (waitMs === 0) break;
      const late = this.#tooLate(call);
      if (late !== undefined) return late;
      // An answer that comes meanwhile may say that there is more left than was thought.
      await sleepFor(clock, waitMs, AbortSignal.any([signal, this.#quotas.newsOf(this.#resource)]));
    }
    this.#pace.start(clock);
    return this.#quotas.spending(this.#resource, clock, proceed);
  }

  /** How long the next call has to wait from now on, whichever it is. */
  #waitMs({ ctx: { clock } }: Call): number {
    return Math.max(this.#pace.waitMs(clock), this.#quotas.waitMs(this.#resource, clock));
  }

  /** The answer to a call that is sure to get no turn before its deadline. Those before it in the line only make it later. */
  #tooLate(call: Call): Answer | undefined {
    const { clock, deadlineAt } = call.ctx;
    const waitMs = this.#waitMs(call);
    if (deadlineAt === undefined || waitMs === 0 || clock.now() + waitMs < deadlineAt) return undefined;
    return tooLate(call, `its turn comes in ${Math.ceil(waitMs)} ms, after the call's deadline`, waitMs);
  }

  /** The answer to a call whose caller has gone. No turn would have been in time for a deadline that had passed already. */
  #without(call: Call, gone: Gone): Answer {
    if (gone.why === 'cancelled' || gone.limitMs === 0) return givenUpBy(call, gone);
    return tooLate(call, "its turn had not come by the call's deadline", this.#waitMs(call));
  }
}
