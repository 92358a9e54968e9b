import { type Frame, cancelledAt } from '../frame.ts';
import { toolAt } from '../node-index.ts';
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
 * is looked for before it is tried again, and adopted when it is there; one in doubt that cannot be looked for ends it.
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
    const again = !outcome.success && attempt < node.attempts && retryable(outcome.error) && !done.some(blind(frame));
    const name = firstName(node.body);
    if (again && (await frame.runtime.sleep(`${key}wait ${name}`, node.waitMs, frame.cancellation))) continue;
    frame.done.push(...earlier);
    // Called off while it waited: what it would have tried again is not why the flow ends.
    return again ? cancelledAt(name) : outcome;
  }
};

/** In doubt, with nothing that says how to look for it and no leave to repeat it: trying again could do it twice. */
const blind =
  (frame: Frame) =>
  ({ key, request, inDoubt }: Done): boolean => {
    if (!inDoubt) return false;
    const operation = toolAt(frame.root, key.slice(frame.rootPath.length)).operations[request.operation];
    return operation?.idempotent !== true && operation?.locate === undefined;
  };

/** A later attempt that adopted what an earlier one had made, or cleared up its doubt: one thing to undo, not two. */
const sameEffect = (old: Done, now: Done): boolean =>
  withoutAttempts(old.key) === withoutAttempts(now.key) &&
  (old.inDoubt || JSON.stringify(old.output) === JSON.stringify(now.output));
