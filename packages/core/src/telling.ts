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

/** A listener that never takes what it was told must not hold up work that was called off. */
const untilAborted = async (taken: void | Promise<void>, signal: AbortSignal): Promise<void> => {
  if (taken === undefined) return;
  const { promise: aborted, resolve: abort } = Promise.withResolvers<unknown>();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([taken, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};

/** Lets a call of an operation tell its parts to who listens. They are checked, as answers are. */
export const createTelling = (
  operation: { readonly name: string; readonly part?: z.ZodType },
  { onPart, signal }: Pick<WorkflowContext, 'onPart' | 'signal'>,
): OwnTelling => {
  const { name, part: schema } = operation;
  if (onPart === undefined || schema === undefined) return silence;
  let isOver = false;
  return {
    isHeard: true,
    tell: async (part) => {
      if (isOver || signal.aborted) return;
      const told = schema.safeParse(part);
      if (!told.success)
        throw new TypeError(`'${name}' told what its schema does not allow: ${inWords(issuesOf(told.error))}`);
      await untilAborted(onPart(told.data), signal);
    },
    end: () => void (isOver = true),
  };
};
