import { type Call, type Failure, type Proceed, type Result, createFailure, fail, sleepFor } from '@strata/core';
import Bottleneck from 'bottleneck';
import { Pace, type PaceLimits } from './pace.ts';
import type { Quotas } from './quotas.ts';

type Answer = Result<unknown, Failure>;

const cancelled = (call: Call): Answer =>
  fail(
    createFailure(call.operation.name, {
      kind: 'cancelled',
      message: 'cancelled while it waited for its turn',
      mayHaveHappened: false,
    }),
  );

const tooLate = (call: Call, waitMs: number): Answer => {
  const message = `its turn comes in ${Math.ceil(waitMs)} ms, after the call's deadline`;
  return fail(createFailure(call.operation.name, { kind: 'rate_limited', message, retryAfterMs: waitMs }));
};

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

  /** Performs the call when its turn comes. One that is aborted before that never starts, and is answered at once. */
  take(call: Call, proceed: Proceed): Promise<Answer> {
    const { signal } = call.ctx;
    if (signal.aborted) return Promise.resolve(cancelled(call));
    return new Promise((resolve, reject) => {
      const abort = (): void => resolve(cancelled(call));
      signal.addEventListener('abort', abort, { once: true });
      const job = (): Promise<Answer> => {
        signal.removeEventListener('abort', abort);
        return this.#inTurn(call, proceed);
      };
      this.#queue.schedule(job).then(resolve, reject);
    });
  }

  async #inTurn(call: Call, proceed: Proceed): Promise<Answer> {
    const { clock, signal, deadlineAt } = call.ctx;
    for (;;) {
      if (signal.aborted) return cancelled(call);
      const waitMs = Math.max(this.#pace.waitMs(clock), this.#quotas.waitMs(this.#resource, clock));
      if (waitMs === 0) break;
      if (deadlineAt !== undefined && clock.now() + waitMs >= deadlineAt) return tooLate(call, waitMs);
      // An answer that comes meanwhile may say that there is more left than was thought.
      await sleepFor(clock, waitMs, AbortSignal.any([signal, this.#quotas.newsOf(this.#resource)]));
    }
    this.#pace.start(clock);
    return this.#quotas.spending(this.#resource, clock, proceed);
  }
}
