import {
  type Call,
  type Clock,
  type Failure,
  type Policy,
  type Proceed,
  type Result,
  createFailure,
  createPolicy,
  fail,
  sleepFor,
} from '@strata/core';
import Bottleneck from 'bottleneck';
import { z } from 'zod';
import { Pace } from './pace.ts';
import { parseOptions } from './policy-options.ts';

const lane = (maxConcurrent: number, minTimeMs: number) =>
  z.strictObject({
    maxConcurrent: z.int().positive().default(maxConcurrent),
    minTimeMs: z.number().nonnegative().default(minTimeMs),
    perMinute: z.int().positive().optional(),
  });

const optionsSchema = z.strictObject({ read: lane(10, 0).prefault({}), write: lane(1, 1000).prefault({}) });

/** How many calls of a kind may be under way, and how closely they may follow each other. */
export interface LaneOptions {
  /** How many calls may be under way at once. */
  readonly maxConcurrent?: number;
  /** How much time has to lie between the starts of two calls, in milliseconds. */
  readonly minTimeMs?: number;
  /** How many calls may start within any minute. @default unlimited */
  readonly perMinute?: number;
}

/** Limits for calls that read, and for calls that write or destroy. */
export interface RateLimitOptions {
  /** @default { maxConcurrent: 10, minTimeMs: 0 } */
  readonly read?: LaneOptions;
  /** @default { maxConcurrent: 1, minTimeMs: 1000 } */
  readonly write?: LaneOptions;
}

type Answer = Result<unknown, Failure>;

/** What the tool has said about its quota: until when to leave it alone. */
class Quota {
  #heldUntil = 0;

  waitMs(clock: Clock): number {
    return Math.max(0, this.#heldUntil - clock.now());
  }

  /** Learns from an answer: a quota that is used up, or a call that was turned away. */
  learn({ meta, ...answer }: Answer, clock: Clock): void {
    const { rateLimit } = meta;
    if (rateLimit?.remaining === 0) this.#heldUntil = Math.max(this.#heldUntil, rateLimit.resetsAt);
    if (answer.success || answer.error.kind !== 'rate_limited') return;
    this.#heldUntil = Math.max(this.#heldUntil, clock.now() + answer.error.retryAfterMs);
  }
}

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

/** Calls of one kind: Bottleneck queues them and bounds how many are under way; when one may start is asked of our clock. */
class Lane {
  readonly #queue: Bottleneck;
  readonly #pace: Pace;
  readonly #quota: Quota;

  constructor(limits: z.output<typeof optionsSchema>['read'], quota: Quota) {
    this.#queue = new Bottleneck({ maxConcurrent: limits.maxConcurrent });
    this.#pace = new Pace(limits);
    this.#quota = quota;
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
      const waitMs = Math.max(this.#pace.waitMs(clock), this.#quota.waitMs(clock));
      if (waitMs === 0) break;
      if (deadlineAt !== undefined && clock.now() + waitMs >= deadlineAt) return tooLate(call, waitMs);
      await sleepFor(clock, waitMs, signal);
    }
    this.#pace.start(clock);
    const answer = await proceed();
    this.#quota.learn(answer, clock);
    return answer;
  }
}

/**
 * Keeps calls within a tool's limits. Reads and writes wait in lines of their own; both stop while the tool's quota is
 * used up (`meta.rateLimit`), and for as long as a `rate_limited` answer says. A call whose turn would come after its
 * deadline is `rate_limited` at once. Each tool that the policy is put around has limits of its own.
 *
 * The defaults are GitHub's advice for staying clear of its secondary limits: one write at a time, a second apart
 * (docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
 *
 * @throws TypeError naming an option that does not fit.
 */
export const rateLimit = (options: RateLimitOptions = {}): Policy => {
  const limits = parseOptions('rateLimit', optionsSchema, options);
  return createPolicy(() => {
    const quota = new Quota();
    const lanes = { read: new Lane(limits.read, quota), write: new Lane(limits.write, quota) };
    return async (call, proceed) => {
      const { clock } = call.ctx;
      const startedMs = clock.monotonicMs();
      const answer = await (call.operation.effect === 'read' ? lanes.read : lanes.write).take(call, proceed);
      return { ...answer, meta: { ...answer.meta, durationMs: clock.monotonicMs() - startedMs } };
    };
  });
};
