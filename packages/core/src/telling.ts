import type { z } from 'zod';
import type { WorkflowContext } from './context.ts';
import { inWords, issuesOf } from './input-issue.ts';

/** How a handler tells of its work while it goes on. */
export interface Telling<Part> {
  /** Whether anybody hears what is told: a handler need not ask its tool for it otherwise. */
  readonly isHeard: boolean;
  /**
   * Tells a part of the answer; resolves when the listener has taken it, or when nobody wants the answer any more. What
   * is told after that, or after the handler has ended, is dropped.
   *
   * @throws TypeError when the part is not what the operation's schema allows.
   */
  readonly tell: (part: Part) => Promise<void>;
}

/** A handler's own telling, which ends with it. */
export interface OwnTelling extends Telling<unknown> {
  readonly end: () => void;
}

const silence: OwnTelling = { isHeard: false, tell: () => Promise.resolve(), end: () => {} };

/**
 * A listener that never takes what it was told must not hold up work that was called off. One ear on the signal for all
 * that a call tells: a test run tells thousands of parts, and every microsecond is the suite's.
 */
class Patience {
  readonly #signal: AbortSignal;
  readonly #waiting = new Set<() => void>();
  #isListening = false;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Resolves when a part was taken, or nobody wants the answer any more. */
  until(taken: Promise<void>): Promise<void> {
    if (!this.#isListening) this.#signal.addEventListener('abort', this.#leave, { once: true });
    this.#isListening = true;
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      taken.then(resolve, reject).finally(() => this.#waiting.delete(resolve));
      // The listener itself may have called it off; what it throws after that still has somebody who takes it.
      if (this.#signal.aborted) resolve();
    });
  }

  end(): void {
    this.#signal.removeEventListener('abort', this.#leave);
  }

  readonly #leave = (): void => {
    for (const resolve of this.#waiting) resolve();
  };
}

/** Lets a call of an operation tell its parts to who listens. They are checked, as answers are. */
export const createTelling = (
  operation: { readonly name: string; readonly part?: z.ZodType },
  { onPart, signal }: Pick<WorkflowContext, 'onPart' | 'signal'>,
): OwnTelling => {
  const { name, part: schema } = operation;
  if (onPart === undefined || schema === undefined) return silence;
  const patience = new Patience(signal);
  let isOver = false;
  return {
    isHeard: true,
    tell: async (part) => {
      if (isOver || signal.aborted) return;
      const told = schema.safeParse(part);
      if (!told.success)
        throw new TypeError(`'${name}' told what its schema does not allow: ${inWords(issuesOf(told.error))}`);
      const taken = onPart(told.data);
      if (taken !== undefined) await patience.until(taken);
    },
    end: () => {
      isOver = true;
      patience.end();
    },
  };
};
