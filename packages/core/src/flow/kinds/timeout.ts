import type { TimedOut } from '../../failure.ts';
import { fail } from '../../result.ts';
import { type Frame, branchRunner } from '../frame.ts';
import type { Node, Outcome } from '../node.ts';
import { firstName } from '../scope-key.ts';
import { type Outputs, type Step, asStep } from '../step-types.ts';
import { type Body, nodeOf } from './sequence.ts';

export interface TimeoutNode {
  readonly kind: 'timeout';
  readonly body: Node;
  readonly limitMs: number;
}

/**
 * Gives the body `limitMs` milliseconds. Then it is cancelled, waited for until it has ended (so that nothing goes on
 * behind the flow's back), and reported as `timed_out`, also when it managed to succeed late: what it wrote is undone
 * by the saga around it.
 */
export const timeout = <Needs, Gives extends Outputs, Out, Fail, Stuck extends string>(
  body: Body<Needs, Step<Needs, Gives, Out, Fail, Stuck>>,
  limitMs: number,
): Step<Needs, Gives, Out, Fail | TimedOut, Stuck> => asStep({ kind: 'timeout', body: nodeOf(body), limitMs });

export const runTimeout = async (node: TimeoutNode, frame: Frame, path: string): Promise<Outcome> => {
  const name = firstName(node.body);
  const key = `${path}${name}~`;
  const branch = { key: `${key}/`, node: node.body, scope: frame.scope, retried: frame.retried };
  const { cancellation } = frame;
  const { inTime, ended } = await frame.runtime.within(key, branch, node.limitMs, cancellation, branchRunner(frame));
  frame.done.push(...ended.done);
  frame.reports.push(...ended.reports);
  if (!inTime)
    return fail<TimedOut>({
      kind: 'timed_out',
      operation: name,
      message: `'${name}' took longer than ${node.limitMs} ms`,
      limitMs: node.limitMs,
      mayHaveHappened: false,
      retryable: true,
    });
  if (ended.outcome.success) Object.assign(frame.scope, ended.gives);
  return ended.outcome;
};
