import type { HandlerContext } from '@strata/core';

/** How a wait looks. */
interface Looks {
  readonly timeoutMs: number;
  readonly intervalMs: number;
}

/**
 * How long a wait has until its next look, in milliseconds; `undefined` when there is to be none: the time is up, or the
 * look would come after the context's deadline.
 */
export const untilNextLook = (
  ctx: HandlerContext,
  { timeoutMs, intervalMs }: Looks,
  waitedMs: number,
): number | undefined => {
  const leftMs = timeoutMs - waitedMs;
  if (leftMs <= 0) return undefined;
  const delayMs = Math.min(intervalMs, leftMs);
  return ctx.deadlineAt !== undefined && ctx.clock.now() + delayMs >= ctx.deadlineAt ? undefined : delayMs;
};
