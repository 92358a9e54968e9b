import {
  type Call,
  type Failed,
  type Failure,
  type Policy,
  type Proceed,
  type Result,
  type WorkflowContext,
  createFailure,
  createFirstLooks,
  createPolicy,
  fail,
  lookForEffect,
  lookTwice,
  mayHaveHappened,
  settleMs,
  sleepFor,
  succeed,
} from '@strata/core';
import pRetry from 'p-retry';
import { z } from 'zod';
import { delayBefore } from './backoff.ts';
import { parseOptions } from './policy-options.ts';

const passing = ['rate_limited', 'unavailable', 'timed_out'] as const;

const optionsSchema = z.strictObject({
  attempts: z.int().min(1).default(3),
  firstDelayMs: z.number().nonnegative().default(1000),
  factor: z.number().min(1).default(2),
  maxDelayMs: z.number().nonnegative().default(60_000),
  jitter: z.boolean().default(true),
  kinds: z.array(z.enum(passing)).default([...passing]),
});

/** How often a call is tried, and how long is waited in between. */
export interface RetryOptions {
  /** How often the tool is asked at most, the first time included. @default 3 */
  readonly attempts?: number;
  /** The longest first wait in milliseconds. @default 1000 */
  readonly firstDelayMs?: number;
  /** By how much each wait may be longer than the one before. @default 2 */
  readonly factor?: number;
  /** The longest wait in milliseconds, unless the tool itself asks for a longer one. @default 60_000 */
  readonly maxDelayMs?: number;
  /** Whether a wait has any length up to the computed one ("full jitter"). @default true */
  readonly jitter?: boolean;
  /** The failures after which the call is tried again; no other kind ever is. @default all that may pass by themselves */
  readonly kinds?: readonly (typeof passing)[number][];
}

type Plan = z.output<typeof optionsSchema>;
type Answer = Result<unknown, Failure>;

/** How a failed answer gets through p-retry, which retries what throws. */
class AttemptFailed extends Error {
  readonly answer: Failed<Failure>;
  /** What decides about the next attempt: the answer's own error, or why the earlier effect could not be looked for. */
  readonly decisive: Failure;

  constructor(answer: Failed<Failure>, decisive: Failure) {
    super(decisive.message);
    this.answer = answer;
    this.decisive = decisive;
  }
}

/** This very call left nothing to look for, although others of its operation do: it must not be made again. */
const cannotLook = ({ request: { operation } }: Call): Failure =>
  createFailure(operation, {
    kind: 'needs_attention',
    at: operation,
    message: `whether '${operation}' has happened cannot be found out`,
    mayHaveHappened: true,
  });

/** One call with all attempts at it. */
class Attempts {
  readonly #plan: Plan;
  readonly #call: Call;
  readonly #callId: string;
  readonly #proceed: Proceed;
  #made = 0;
  #waitedMs = 0;
  /** Whether a part of an answer has reached a listener: a repetition would tell it again. */
  #hasTold = false;
  /** The last failure that the tool itself has answered with. */
  #answered: Failed<Failure> | undefined;
  /** The last answer that left open whether the write had happened. */
  #doubt: Failed<Failure> | undefined;

  constructor(plan: Plan, call: Call, proceed: Proceed) {
    this.#plan = plan;
    this.#callId = call.ctx.callId ?? call.ctx.clock.id();
    // A write gets its name before the first attempt: without, that attempt would leave no mark to look for, and could not remember what it saw.
    const writes = call.operation.effect !== 'read';
    const ctx = writes ? this.#named(call.ctx) : call.ctx;
    this.#call = { ...call, ctx: this.#noticing(ctx) };
    this.#proceed = proceed;
  }

  #named(ctx: WorkflowContext): WorkflowContext {
    return { ...ctx, callId: this.#callId, firstLooks: ctx.firstLooks ?? createFirstLooks() };
  }

  #noticing(ctx: WorkflowContext): WorkflowContext {
    const { onPart } = ctx;
    if (onPart === undefined) return ctx;
    const notice = (part: unknown): void | Promise<void> => {
      this.#hasTold = true;
      return onPart(part);
    };
    return { ...ctx, onPart: notice };
  }

  async run(): Promise<Answer> {
    const { clock } = this.#call.ctx;
    const startedMs = clock.monotonicMs();
    const answer = await this.#untilFinal();
    const durationMs = clock.monotonicMs() - startedMs;
    return { ...answer, meta: { ...answer.meta, attempts: this.#made, durationMs, waitedMs: this.#waitedMs } };
  }

  async #untilFinal(): Promise<Answer> {
    const { signal } = this.#call.ctx;
    try {
      // p-retry counts and repeats. The waits are ours, because its own run on the machine's clock, and the
      // caller's signal and deadline have a say in them.
      return await pRetry(() => this.#attempt(), {
        retries: this.#plan.attempts - 1,
        minTimeout: 0,
        shouldRetry: ({ error, attemptNumber }) =>
          error instanceof AttemptFailed && this.#waitAfter(error.decisive, attemptNumber),
      });
    } catch (thrown) {
      if (!(thrown instanceof AttemptFailed)) throw thrown;
      // A refusal of one's own that came last says nothing about the tool, which had answered before.
      const last = thrown.answer.meta.attempts === 0 ? (this.#answered ?? thrown.answer) : thrown.answer;
      const final = signal.aborted ? this.#cancelled(last) : last;
      return (await this.#lookOnceMore()) ?? this.#stillInDoubt(final);
    }
  }

  async #attempt(): Promise<Answer> {
    const found =
      this.#doubt === undefined
        ? undefined
        : await lookTwice(
            () => this.#look(),
            () => this.#settle(),
          );
    if (found?.success === false && this.#doubt !== undefined) throw new AttemptFailed(this.#doubt, found.error);
    if (found?.success === true && found.data !== undefined) return found;
    if (this.#doubt !== undefined && found === undefined && this.#call.operation.idempotent !== true)
      throw new AttemptFailed(this.#doubt, cannotLook(this.#call));
    const answer = await this.#proceed(this.#call.ctx);
    this.#made += answer.meta.attempts;
    this.#waitedMs += answer.meta.waitedMs ?? 0;
    if (answer.success) return answer;
    if (answer.meta.attempts > 0) this.#answered = answer;
    if (this.#call.operation.effect !== 'read' && mayHaveHappened(answer.error)) this.#doubt = answer;
    throw new AttemptFailed(answer, answer.error);
  }

  /** The connection was cut, the request may still be on its way. */
  async #settle(): Promise<void> {
    const { clock, signal } = this.#call.ctx;
    const startedMs = clock.monotonicMs();
    await sleepFor(clock, settleMs, signal);
    this.#waitedMs += clock.monotonicMs() - startedMs;
  }

  /** Looks for what an attempt in doubt may have done. */
  #look(): Promise<Answer | undefined> {
    const { tool, request, ctx } = this.#call;
    return lookForEffect(tool, request, ctx, this.#callId);
  }

  /** Waits for the next attempt. False: there must not be one. */
  async #waitAfter(failure: Failure, attemptsSoFar: number): Promise<boolean> {
    const { ctx, operation } = this.#call;
    if (!this.#plan.kinds.some((kind) => kind === failure.kind)) return false;
    const isSafe = this.#doubt === undefined || operation.idempotent === true || operation.locate !== undefined;
    if (!isSafe || this.#hasTold || ctx.budget?.left('retries') === 0) return false;
    const delayMs = delayBefore(this.#plan, attemptsSoFar, failure, ctx.clock);
    if (ctx.deadlineAt !== undefined && ctx.clock.now() + delayMs >= ctx.deadlineAt) return false;
    const startedMs = ctx.clock.monotonicMs();
    const isTimeUp = await sleepFor(ctx.clock, delayMs, ctx.signal);
    this.#waitedMs += ctx.clock.monotonicMs() - startedMs;
    // Others may have spent the last one meanwhile.
    return isTimeUp && (ctx.budget?.take('retries') ?? true);
  }

  /** Before giving up on a write in doubt: an attempt that seemed lost may have arrived late. */
  async #lookOnceMore(): Promise<Answer | undefined> {
    if (this.#doubt === undefined || this.#call.ctx.signal.aborted) return undefined;
    const found = await this.#look();
    return found?.success === true && found.data !== undefined ? succeed(found.data, found.meta) : undefined;
  }

  /** A doubt that nothing has settled outlives the attempt that came last: what was lost may still arrive. */
  #stillInDoubt(last: Failed<Failure>): Failed<Failure> {
    const { error, meta } = last;
    if (this.#doubt === undefined || mayHaveHappened(error)) return last;
    if ('mayHaveHappened' in error) return fail({ ...error, mayHaveHappened: true }, meta);
    const { path } = this.#call.ctx;
    const { operation } = this.#call.request;
    const message = `an earlier attempt may have happened (${this.#doubt.error.message}); the last one: ${error.message}`;
    const hint = 'Look for it before you do it again.';
    const about = { message, hint, mayHaveHappened: true };
    if (!error.retryable)
      return fail(
        createFailure(operation, { kind: 'needs_attention', at: path?.replace(/\/$/, '') ?? operation, ...about }),
        meta,
      );
    const wait =
      'retryAfterMs' in error && error.retryAfterMs !== undefined ? { retryAfterMs: error.retryAfterMs } : {};
    return fail(createFailure(operation, { kind: 'unavailable', ...about, ...wait }), meta);
  }

  #cancelled(last: Failed<Failure>): Failed<Failure> {
    if (last.error.kind === 'cancelled') return last;
    const { operation } = this.#call.request;
    const happened = this.#doubt !== undefined;
    return fail(
      createFailure(operation, {
        kind: 'cancelled',
        message: 'cancelled before the next attempt',
        mayHaveHappened: happened,
      }),
      last.meta,
    );
  }
}

/**
 * Tries again after failures that may pass by themselves, and only after those. Waits grow exponentially with full
 * jitter; a rate limit is waited out for as long as the tool says; no wait goes past the caller's deadline or signal.
 *
 * A write whose failure leaves open whether it happened is looked for first, through the operation's `locate`; it is
 * adopted when found and repeated only when absent. One that can be neither looked for nor safely repeated is not tried
 * again. A doubt that no attempt and no look has settled stays in the failure (`mayHaveHappened`), whatever came last.
 * What has told parts of its answer to a listener is not repeated, and each repetition spends a retry of `ctx.budget`.
 * `meta.attempts` counts how often the tool was asked, `meta.durationMs` is the whole time.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const retry = (options: RetryOptions = {}): Policy => {
  const plan = parseOptions('retry', optionsSchema, { ...options, kinds: options.kinds && [...options.kinds] });
  return createPolicy(() => (call, proceed) => new Attempts(plan, call, proceed).run());
};
