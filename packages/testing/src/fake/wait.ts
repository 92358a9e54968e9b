import { type HandlerContext, sleepFor } from '@strata/core';
import { FakeRefusal } from './fake-refusal.ts';

/** Waits on the caller's clock. Fails with `cancelled` when the caller no longer wants the answer. */
export const wait = async (ctx: Pick<HandlerContext, 'clock' | 'signal'>, ms: number): Promise<void> => {
  if (!(await sleepFor(ctx.clock, ms, ctx.signal)))
    throw new FakeRefusal({ kind: 'cancelled', message: 'cancelled by the caller', mayHaveHappened: false });
};
