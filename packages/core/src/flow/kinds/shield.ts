import { Cancellation } from '../cancellation.ts';
import { type Frame, underCancellation } from '../frame.ts';
import type { Node, Outcome } from '../node.ts';
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
  const cancellation = Cancellation.independent();
  const stop = frame.ctx.clock.after(node.limitMs, cancellation.cancel);
  try {
    return await frame.interpret(node.body, underCancellation(frame, cancellation), path);
  } finally {
    stop();
  }
};
