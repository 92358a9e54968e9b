import { type Frame, inOwnScope, keep } from '../frame.ts';
import type { Node, Outcome } from '../node.ts';
import { type FreshName, type Named, type Outputs, type Step, asStep } from '../step-types.ts';
import { type Body, nodeOf } from './sequence.ts';

export interface FallbackNode {
  readonly kind: 'fallback';
  readonly name: string;
  readonly first: Node;
  readonly otherwise: Node;
}

/**
 * Runs `first`; when it fails, `otherwise`, which reads why as `failure`, and whose own failure is the one that counts. What `first` wrote stays with
 * the saga around it: put a saga inside when it should be taken back before the second try. Not tried when cancelled.
 */
export const fallback = <
  Needs,
  const Name extends string,
  Out,
  Fail,
  Stuck extends string,
  OtherOut,
  OtherFail,
  OtherStuck extends string,
>(
  name: FreshName<Needs, Name>,
  first: Body<Needs, Step<Needs, Outputs, Out, Fail, Stuck>>,
  otherwise: Body<
    Needs & { readonly failure: Fail },
    Step<Needs & { readonly failure: Fail }, Outputs, OtherOut, OtherFail, OtherStuck>
  >,
): Step<Needs, Named<Name, Out | OtherOut>, Out | OtherOut, Fail | OtherFail, Stuck | OtherStuck> =>
  asStep({ kind: 'fallback', name, first: nodeOf(first), otherwise: nodeOf(otherwise) });

export const runFallback = async (node: FallbackNode, frame: Frame, path: string): Promise<Outcome> => {
  const first = await frame.interpret(
    node.first,
    inOwnScope(frame, node.first, frame.scope),
    `${path}${node.name}/first/`,
  );
  const otherwise = `${path}${node.name}/otherwise/`;
  const isOver = frame.cancellation.cancelled && frame.runtime.hasBegun?.(otherwise) !== true;
  if (first.success || isOver) return keep(frame, node.name, first);
  const scope = { ...frame.scope, failure: first.error };
  return keep(
    frame,
    node.name,
    await frame.interpret(node.otherwise, inOwnScope(frame, node.otherwise, scope), otherwise),
  );
};
