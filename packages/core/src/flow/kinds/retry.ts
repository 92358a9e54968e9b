import type { Frame } from '../frame.ts';
import type { Node, Outcome } from '../node.ts';
import type { Done } from '../runtime.ts';
import { attemptKey, firstName, withoutAttempts } from '../scope-key.ts';
import { type Outputs, type Step, asStep } from '../step-types.ts';
import { type Body, nodeOf } from './sequence.ts';

export interface RetryNode {
  readonly kind: 'retry';
  readonly body: Node;
  readonly attempts: number;
  readonly waitMs: number;
}

export interface RetryStepOptions {
  /** How often the body is tried altogether, at least 1. */
  readonly attempts: number;
  /** How long to wait between two attempts, in milliseconds. */
  readonly waitMs: number;
}

/**
 * Runs the body again when it fails with something that may pass (`retryable`). A write inside that can be looked for
 * is looked for before it is tried again, and adopted when it is there.
 *
 * @throws TypeError when `attempts` is not a whole number of at least 1.
 */
export const retry = <Needs, Gives extends Outputs, Out, Fail, Stuck extends string>(
  body: Body<Needs, Step<Needs, Gives, Out, Fail, Stuck>>,
  { attempts, waitMs }: RetryStepOptions,
): Step<Needs, Gives, Out, Fail, Stuck> => {
  if (!Number.isInteger(attempts) || attempts < 1)
    throw new TypeError(`retry: attempts must be a whole number of at least 1, not ${attempts}`);
  return asStep({ kind: 'retry', body: nodeOf(body), attempts, waitMs });
};

const retryable = (error: unknown): boolean => (error as { readonly retryable?: unknown } | null)?.retryable === true;

export const runRetry = async (node: RetryNode, frame: Frame, path: string): Promise<Outcome> => {
  let earlier: readonly Done[] = [];
  for (let attempt = 1; ; attempt++) {
    const done: Done[] = [];
    const key = attemptKey(path, attempt);
    const inner: Frame = { ...frame, done, retried: attempt > 1 || frame.retried };
    const outcome = await frame.interpret(node.body, inner, key);
    earlier = [...earlier.filter((old) => !done.some((now) => sameEffect(old, now))), ...done];
    const again = !outcome.success && attempt < node.attempts && retryable(outcome.error);
    const wait = `${key}wait ${firstName(node.body)}`;
    if (again && (await frame.runtime.sleep(wait, node.waitMs, frame.cancellation))) continue;
    frame.done.push(...earlier);
    return outcome;
  }
};

/** A later attempt that adopted what an earlier one had made, or cleared up its doubt: one thing to undo, not two. */
const sameEffect = (old: Done, now: Done): boolean =>
  withoutAttempts(old.key) === withoutAttempts(now.key) &&
  (old.inDoubt || JSON.stringify(old.output) === JSON.stringify(now.output));
