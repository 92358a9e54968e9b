import { type Failure, type StopTimer, type WorkflowContext, createFailure, sleepFor } from '@strata/core';

/** Who waits, and until when. */
type Waiting = Pick<WorkflowContext, 'clock' | 'signal' | 'deadlineAt'>;

/** Why a caller waits no longer: its signal has aborted, or its deadline has come, `limitMs` after it began to wait. */
export type Gone = { readonly why: 'cancelled' } | { readonly why: 'late'; readonly limitMs: number };

/**
 * Tells once when a caller waits no longer; before it returns, where that is so already. What it returns ends the
 * watch, and is to be called when the wait is over.
 */
export const whenGone = ({ clock, signal, deadlineAt }: Waiting, tell: (gone: Gone) => void): StopTimer => {
  if (signal.aborted) {
    tell({ why: 'cancelled' });
    return () => undefined;
  }
  const limitMs = deadlineAt === undefined ? Infinity : Math.max(0, deadlineAt - clock.now());
  if (limitMs === 0) {
    tell({ why: 'late', limitMs });
    return () => undefined;
  }
  const leave = (gone: Gone): void => {
    end();
    tell(gone);
  };
  const abort = (): void => leave({ why: 'cancelled' });
  const stopTimer = limitMs === Infinity ? undefined : clock.after(limitMs, () => leave({ why: 'late', limitMs }));
  signal.addEventListener('abort', abort, { once: true });
  const end = (): void => {
    stopTimer?.();
    signal.removeEventListener('abort', abort);
  };
  return end;
};

/** Waits for something for as long as the caller does; `gone` when that was not long enough. It goes on all the same. */
export const whileThere = async <Value>(
  ctx: Waiting,
  awaited: Promise<Value>,
): Promise<{ readonly value: Value } | { readonly gone: Gone }> => {
  const { promise: left, resolve: leave } = Promise.withResolvers<{ readonly gone: Gone }>();
  const stay = whenGone(ctx, (gone) => leave({ gone }));
  try {
    return await Promise.race([awaited.then((value) => ({ value })), left]);
  } finally {
    stay();
  }
};

/** How long is waited for what still has to be noted when nobody waits for the answer any more, in milliseconds. */
const graceMs = 5000;

/** Waits for something for as long as the caller does, and a moment longer. False: it has not come to its end. */
export const withGrace = async (ctx: Waiting, awaited: Promise<unknown>): Promise<boolean> => {
  const ended = awaited.then(() => true);
  if ('value' in (await whileThere(ctx, ended))) return true;
  const over = new AbortController();
  try {
    return await Promise.race([ended, sleepFor(ctx.clock, graceMs, over.signal).then(() => false)]);
  } finally {
    over.abort();
  }
};

/** The failure of a call whose caller has gone before it was made. `what`: what it was waiting for. */
export const givenUp = (operation: string, gone: Gone, what: string): Failure =>
  createFailure(
    operation,
    gone.why === 'cancelled'
      ? { kind: 'cancelled', message: `cancelled while it waited for ${what}`, mayHaveHappened: false }
      : {
          kind: 'timed_out',
          message: `its deadline came after ${gone.limitMs} ms, while it waited for ${what}`,
          limitMs: gone.limitMs,
          mayHaveHappened: false,
        },
  );
