import {
  type Call,
  type Failure,
  type Policy,
  type Result,
  type WorkflowContext,
  createFailure,
  createPolicy,
  fail,
} from '@strata/core';
import { z } from 'zod';
import { type Gone, givenUp, whenGone } from './patience.ts';
import { parseOptions } from './policy-options.ts';

const optionsSchema = z.strictObject({
  maxConcurrent: z.int().positive().default(10),
  maxQueued: z.int().nonnegative().default(100),
});

/** How many calls a tool is given at once. */
export interface BulkheadOptions {
  /** How many may be under way. @default 10 */
  readonly maxConcurrent?: number;
  /** How many may wait for one of them to end; whoever comes then is turned away. @default 100 */
  readonly maxQueued?: number;
}

/**
 * Places, and a line before them. cockatiel's bulkhead keeps a caller that has left in its line until its turn comes,
 * where it takes a place from one who waits; so the line is kept here.
 */
class Places {
  #free: number;
  readonly #line = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  get waiting(): number {
    return this.#line.size;
  }

  /** Takes a place if there is one, and nobody has come earlier. */
  tryTake(): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    return true;
  }

  /** Waits for a place; says why when the caller has gone before there was one. */
  take(ctx: WorkflowContext): Promise<Gone | undefined> {
    return new Promise((resolve) => {
      const enter = (): void => {
        stay();
        resolve(undefined);
      };
      this.#line.add(enter);
      const stay = whenGone(ctx, (gone) => {
        this.#line.delete(enter);
        resolve(gone);
      });
    });
  }

  /** Gives a place back: to the first in line, if there is one. */
  give(): void {
    const [next] = this.#line;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#line.delete(next);
    next();
  }
}

const full = (call: Call, { maxConcurrent, maxQueued }: z.output<typeof optionsSchema>): Result<unknown, Failure> => {
  const message = `${maxConcurrent} calls of ${call.tool.name} are under way and ${maxQueued} wait: there is no room for more`;
  const hint = 'Try again when some have ended, or allow more with maxConcurrent and maxQueued.';
  return fail(createFailure(call.operation.name, { kind: 'unavailable', message, hint, mayHaveHappened: false }), {
    durationMs: 0,
    attempts: 0,
  });
};

/**
 * Lets so many calls be under way at once and so many wait, in the order in which they came. Whoever comes when the
 * line is full is answered `unavailable` at once; who is aborted in it leaves it at once, and who waits until its deadline
 * is `timed_out`. So one tool that is slow does not pile up all of a program's work before it.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const bulkhead = (options: BulkheadOptions = {}): Policy => {
  const limits = parseOptions('bulkhead', optionsSchema, options);
  return createPolicy(() => {
    const places = new Places(limits.maxConcurrent);
    return async (call, proceed) => {
      const { clock, signal } = call.ctx;
      if (signal.aborted) return proceed();
      const startedMs = clock.monotonicMs();
      if (!places.tryTake()) {
        if (places.waiting >= limits.maxQueued) return full(call, limits);
        const gone = await places.take(call.ctx);
        if (gone !== undefined) {
          const leftMs = clock.monotonicMs() - startedMs;
          const meta = { durationMs: leftMs, attempts: 0, waitedMs: leftMs };
          return fail(givenUp(call.operation.name, gone, 'a place'), meta);
        }
      }
      const queuedMs = clock.monotonicMs() - startedMs;
      try {
        const answer = await proceed();
        const { durationMs, waitedMs = 0 } = answer.meta;
        return {
          ...answer,
          meta: { ...answer.meta, durationMs: durationMs + queuedMs, waitedMs: waitedMs + queuedMs },
        };
      } finally {
        places.give();
      }
    };
  });
};
