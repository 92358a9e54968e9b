import type { WorkflowContext } from '../../context.ts';
import type { Result } from '../../result.ts';
import { type Frame, cancelledAt, defectAt, keep } from '../frame.ts';
import type { Outcome, Scope } from '../node.ts';
import { type FreshName, type Named, type Step, asStep } from '../step-types.ts';

export interface StepNode {
  readonly kind: 'step';
  readonly name: string;
  readonly run: (scope: Scope, ctx: WorkflowContext) => Promise<Outcome>;
}

export type DataOf<AResult> = AResult extends { readonly success: true; readonly data: infer Data } ? Data : never;
export type ErrorOf<AResult> = AResult extends { readonly success: false; readonly error: infer Error } ? Error : never;

/**
 * A function of one's own as a step. It reads or computes, and obeys `ctx.signal`: what writes is an operation,
 * because only an operation can be undone. What it throws becomes a `defect`.
 */
export const step = <Needs, const Name extends string, AResult extends Result<unknown, unknown>>(
  name: FreshName<Needs, Name>,
  run: (outputs: Needs, ctx: WorkflowContext) => Promise<AResult>,
): Step<Needs, Named<Name, DataOf<AResult>>, DataOf<AResult>, ErrorOf<AResult>> =>
  // The interpreter hands over the scope, which holds what `Needs` says: the builders have checked that.
  asStep({ kind: 'step', name, run: run as unknown as StepNode['run'] });

export const runStep = async (node: StepNode, frame: Frame, path: string): Promise<Outcome> => {
  const run = async (): Promise<Outcome> => {
    if (frame.cancellation.cancelled) return cancelledAt(node.name);
    try {
      return await node.run(frame.scope, frame.ctx);
    } catch (thrown) {
      // What was called off may well throw for that very reason, as `fetch` does.
      return frame.cancellation.cancelled
        ? cancelledAt(node.name, 'cancelled while it ran')
        : defectAt(node.name, thrown);
    }
  };
  const act = { writes: false, cancellation: frame.cancellation, run, recover: run };
  return keep(frame, node.name, await frame.runtime.perform(path + node.name, act));
};
