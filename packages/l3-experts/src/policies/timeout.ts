import {
  type Call,
  type Failure,
  type Policy,
  type Proceed,
  type Result,
  createFailure,
  createPolicy,
  fail,
  mayHaveHappened,
  sleepFor,
} from '@strata/core';
import { z } from 'zod';
import { parseOptions } from './policy-options.ts';

type LimitOf = (call: Call) => number | null;

const limit = z.int().positive().nullable();

const optionsSchema = z.strictObject({
  limitMs: z.union([limit, z.custom<LimitOf>((value) => typeof value === 'function')]),
  operations: z.record(z.string(), limit).default({}),
  graceMs: z.int().nonnegative().default(5000),
});

/** How long calls may take. */
export interface TimeoutOptions {
  /** The limit of a call in milliseconds; null for none. A function where it depends on what is asked for. */
  readonly limitMs: number | null | LimitOf;
  /** Operations that have a limit of their own, by name. @default {} */
  readonly operations?: Readonly<Record<string, number | null>>;
  /** How long the work is waited for after it was told to end, in milliseconds. @default 5000 */
  readonly graceMs?: number;
}

type Answer = Result<unknown, Failure>;

const timedOut = (call: Call, limitMs: number, happened: boolean, durationMs: number, attempts = 1): Answer =>
  fail(
    createFailure(call.operation.name, {
      kind: 'timed_out',
      message: limitMs > 0 ? `took longer than ${limitMs} ms` : 'its deadline had passed before it was made',
      limitMs,
      mayHaveHappened: happened,
    }),
    { durationMs, attempts },
  );

const tooLate = (call: Call): Answer => timedOut(call, 0, false, 0, 0);

/** Ends the work at the limit, and waits until it has ended. */
const within = async (limitMs: number, graceMs: number, call: Call, proceed: Proceed): Promise<Answer> => {
  const { ctx } = call;
  const controller = new AbortController();
  const pass = (): void => controller.abort(ctx.signal.reason);
  if (ctx.signal.aborted) pass();
  ctx.signal.addEventListener('abort', pass, { once: true });
  const startedMs = ctx.clock.monotonicMs();
  const deadlineAt = Math.min(ctx.deadlineAt ?? Infinity, ctx.clock.now() + limitMs);
  const work = proceed({ ...ctx, signal: controller.signal, deadlineAt });
  const over = new AbortController();
  const limitReached = sleepFor(ctx.clock, limitMs, over.signal).then((passed) => (passed ? 'limit' : 'over'));
  try {
    const first = await Promise.race([work, limitReached]);
    if (typeof first !== 'string') return first;
    controller.abort();
    const graceReached = sleepFor(ctx.clock, graceMs, over.signal).then(() => undefined);
    const late = await Promise.race([work, graceReached]);
    // A write that did finish is reported as what it is: calling it a failure would have it done twice.
    if (late?.success === true && call.operation.effect !== 'read') return late;
    if (ctx.signal.aborted && late?.success === false) return late;
    const happened =
      late === undefined ? call.operation.effect !== 'read' : !late.success && mayHaveHappened(late.error);
    // Work that was still waiting for its turn has not asked the tool.
    return timedOut(call, limitMs, happened, ctx.clock.monotonicMs() - startedMs, late?.meta.attempts);
  } finally {
    over.abort();
    ctx.signal.removeEventListener('abort', pass);
  }
};

/**
 * Ends a call that takes too long: its work is aborted through a signal of its own, and waited for until it has ended,
 * `graceMs` at most. The failure is `timed_out`, with the limit, and says whether a write may have happened.
 * The call's deadline is brought forward to the limit, and where it comes first it is the limit, also for operations
 * without one. A call whose deadline has passed is not made.
 *
 * @throws TypeError naming an option that does not fit, or an operation that the tool does not have.
 */
export const timeout = (options: TimeoutOptions): Policy => {
  const { limitMs: usualMs, operations: own, graceMs } = parseOptions('timeout', optionsSchema, options);
  return createPolicy((tool) => {
    for (const name of Object.keys(own)) {
      if (!Object.hasOwn(tool.operations, name))
        throw new TypeError(`timeout: operations.${name}: ${tool.name} has no such operation`);
    }
    const limitOf = typeof usualMs === 'function' ? usualMs : () => usualMs;
    return (call, proceed) => {
      const { clock, deadlineAt = Infinity } = call.ctx;
      const ownMs = own[call.operation.name];
      const givenMs = ownMs === undefined ? limitOf(call) : ownMs;
      const limitMs = Math.min(givenMs ?? Infinity, deadlineAt - clock.now());
      if (limitMs === Infinity) return proceed();
      return limitMs > 0 ? within(limitMs, graceMs, call, proceed) : Promise.resolve(tooLate(call));
    };
  });
};
