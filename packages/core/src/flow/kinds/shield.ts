import { Cancellation } from '../cancellation.ts';
import { type Frame, branchRunner } from '../frame.ts';
import type { Node, Outcome } from '../node.ts';
import { firstName } from '../scope-key.ts';
import { type Outputs, type Step, asStep } from '../step-types.ts';
import { type Body, nodeOf } from './sequence.ts';

export interface ShieldNode {
  readonly kind: 'shield';
  readonly body: Node;
  readonly limitMs: number;
}

/**
 * Runs the body to its end although the flow has been cancelled, for at most `limitMs` milliseconds: for what has to
 * follow once there is no way back.
 */
export const shield = <Needs, Gives extends Outputs, Out, Fail, Stuck extends string>(
  body: Body<Needs, Step<Needs, Gives, Out, Fail, Stuck>>,
  limitMs: number,
): Step<Needs, Gives, Out, Fail, Stuck> => asStep({ kind: 'shield', body: nodeOf(body), limitMs });

export const runShield = async (node: ShieldNode, frame: Frame, path: string): Promise<Outcome> => {
  const branch = { key: path, node: node.body, scope: frame.scope, retried: frame.retried };
  const key = `${path}${firstName(node.body)}!shield`;
  const cancellation = Cancellation.independent();
  const { ended } = await frame.runtime.within(key, branch, node.limitMs, cancellation, branchRunner(frame));
  frame.done.push(...ended.done);
  frame.reports.push(...ended.reports);
  if (ended.outcome.success) Object.assign(frame.scope, ended.gives);
  return ended.outcome;
};
