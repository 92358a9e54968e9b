import { type Frame, defectAt, inOwnScope, keep } from '../frame.ts';
import type { Node, Outcome, Scope } from '../node.ts';
import { type FreshName, type Named, type Step, asStep } from '../step-types.ts';
import { type AnyOf, type Branches, nodesOf } from './parallel.ts';

export interface BranchNode {
  readonly kind: 'branch';
  readonly name: string;
  readonly choose: (scope: Scope) => string;
  readonly cases: Readonly<Record<string, Node>>;
}

/** Runs one of several cases; `choose` names it and must be pure. The output is that case's. */
export const branch = <Needs, const Name extends string, const Cases extends Branches<Needs>>(
  name: FreshName<Needs, Name>,
  choose: (outputs: Needs) => keyof Cases & string,
  cases: Cases & Branches<Needs>,
): Step<
  Needs,
  Named<Name, AnyOf<Cases, 'out'>>,
  AnyOf<Cases, 'out'>,
  AnyOf<Cases, 'fail'>,
  AnyOf<Cases, 'stuck'> & string
> =>
  // The scope holds what `Needs` says: the builders have checked that.
  asStep({ kind: 'branch', name, choose: choose as unknown as BranchNode['choose'], cases: nodesOf(cases) });

export const runBranch = async (node: BranchNode, frame: Frame, path: string): Promise<Outcome> => {
  let chosen: string;
  try {
    chosen = node.choose(frame.scope);
  } catch (thrown) {
    return defectAt(node.name, thrown);
  }
  const inner = Object.hasOwn(node.cases, chosen) ? node.cases[chosen] : undefined;
  if (inner === undefined) return defectAt(node.name, `there is no case '${chosen}'`);
  const outcome = await frame.interpret(inner, inOwnScope(frame, inner, frame.scope), `${path}${node.name}/${chosen}/`);
  return keep(frame, node.name, outcome);
};
