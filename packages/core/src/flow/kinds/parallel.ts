import type { Frame } from '../frame.ts';
import { branchRunner } from '../frame.ts';
import type { Node, Outcome, Scope } from '../node.ts';
import type { Branch } from '../runtime.ts';
import { type AnyStep, type Step, type TypeOf, asStep } from '../step-types.ts';
import { joined } from '../joined.ts';

export interface ParallelNode {
  readonly kind: 'parallel';
  readonly branches: Readonly<Record<string, Node>>;
}

export type Branches<Needs> = Readonly<Record<string, AnyStep<Needs>>>;
export type OutsOf<Parts> = { readonly [Name in keyof Parts]: TypeOf<Parts[Name], 'out'> };
/** One of the types of any of several steps. */
export type AnyOf<Parts, Key extends 'out' | 'fail' | 'stuck'> = {
  [Name in keyof Parts]: TypeOf<Parts[Name], Key>;
}[keyof Parts];

/** The nodes of steps by name. */
export const nodesOf = (steps: Branches<never>): Readonly<Record<string, Node>> =>
  Object.fromEntries(Object.entries(steps).map(([name, it]) => [name, it.node]));

/**
 * `a | b`: the branches run side by side, each sees the outputs before it and none of the others'. The first failure
 * cancels the rest, and all have ended when it is reported. Outputs are read by the branches' names.
 */
export const parallel = <Needs, const Parts extends Branches<Needs>>(
  branches: Parts & Branches<Needs>,
): Step<Needs, OutsOf<Parts>, OutsOf<Parts>, AnyOf<Parts, 'fail'>, AnyOf<Parts, 'stuck'> & string> =>
  asStep({ kind: 'parallel', branches: nodesOf(branches) });

export const runParallel = async (node: ParallelNode, frame: Frame, path: string): Promise<Outcome> => {
  const { scope, retried } = frame;
  const names: string[] = [];
  const branches: Branch[] = [];
  for (const name in node.branches) {
    names.push(name);
    branches.push({ key: `${path}${name}/`, node: node.branches[name] as Node, scope, retried });
  }
  const how = { atOnce: branches.length, until: 'all' } as const;
  const ended = await frame.runtime.fanOut(branches, how, frame.cancellation, branchRunner(frame));
  return joined(ended, frame, (outs) => {
    const named: Scope = {};
    for (const [index, name] of names.entries()) named[name] = scope[name] = outs[index];
    return named;
  });
};
