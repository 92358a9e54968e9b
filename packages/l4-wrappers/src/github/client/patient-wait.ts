import { type HandlerContext, sleepFor } from '@strata/core';
import { CallFailed } from './call-failed.ts';
import { classifyAnswer } from './classify-answer.ts';

/** How a wait looks. */
interface Looks {
  /** What is waited for, for messages. */
  readonly about: string;
  readonly timeoutMs: number;
  readonly intervalMs: number;
}

/** How a wait has ended: with its answer, or because its time was up. */
interface Waited<Answer> {
  readonly answer?: Answer;
  /** Why the last look brought nothing; `undefined` when it brought something. */
  readonly problem?: unknown;
}

/**
 * How long to leave GitHub alone after a look that failed, in milliseconds; `undefined` for a failure that does not
 * pass by itself.
 */
const pauseAfter = (thrown: unknown, now: number): number | undefined => {
  if (!(thrown instanceof CallFailed)) return undefined;
  const { about, changes, problem } = thrown;
  if (problem.kind === 'cancelled' || problem.kind === 'unreadable') return undefined;
  if (problem.kind !== 'answered') return 0;
  const failure = classifyAnswer({ about, changes, ...problem }, true, now);
  if (failure.kind === 'rate_limited') return failure.retryAfterMs;
  return failure.kind === 'unavailable' ? 0 : undefined;
};

/**
 * How long a wait has until its next look, in milliseconds; `undefined` when there is to be none: the time is up, or the
 * look would come after the context's deadline, or before GitHub wants to be asked again.
 */
const untilNextLook = (
  ctx: HandlerContext,
  { timeoutMs, intervalMs }: Looks,
  waitedMs: number,
  pauseMs: number,
): number | undefined => {
  const leftMs = timeoutMs - waitedMs;
  if (leftMs <= 0 || pauseMs > leftMs) return undefined;
  const delayMs = Math.max(pauseMs, Math.min(intervalMs, leftMs));
  return ctx.deadlineAt !== undefined && ctx.clock.now() + delayMs >= ctx.deadlineAt ? undefined : delayMs;
};

/** So many looks in a row may fail before anything was ever seen. */
const mostBlindLooks = 5;

/**
 * Looks again and again until there is an answer, or the wait's own time is up. A look that fails for a reason that may
 * pass has seen nothing new, and the wait goes on: from without it could only be begun anew, with all of its time.
 * What GitHub says about when to ask again is heeded. Who has never seen anything gives up after a few looks: more likely
 * than an outage is a wrong address. `look` is given how long the wait has lasted, in milliseconds.
 */
export const waitPatiently = async <Answer>(
  ctx: HandlerContext,
  looks: Looks,
  look: (waitedMs: () => number) => Promise<Answer | undefined>,
): Promise<Waited<Answer>> => {
  const startedMs = ctx.clock.monotonicMs();
  const waitedMs = (): number => ctx.clock.monotonicMs() - startedMs;
  let blindLooks = 0;
  for (;;) {
    let pauseMs: number | undefined = 0;
    let problem: unknown;
    try {
      const answer = await look(waitedMs);
      if (answer !== undefined) return { answer };
      blindLooks = Number.NEGATIVE_INFINITY;
    } catch (thrown) {
      problem = thrown;
      pauseMs = pauseAfter(thrown, ctx.clock.now());
      blindLooks += 1;
      if (pauseMs === undefined || blindLooks === mostBlindLooks) throw thrown;
    }
    const delayMs = untilNextLook(ctx, looks, waitedMs(), pauseMs);
    if (delayMs === undefined) return { problem };
    if (!(await sleepFor(ctx.clock, delayMs, ctx.signal)))
      throw new CallFailed(looks.about, false, { kind: 'cancelled' });
  }
};
