import { type Frame, branchRunner, defectAt, keep } from '../frame.ts';
import { joined } from '../joined.ts';
import type { Node, Outcome, Scope } from '../node.ts';
import { itemKey } from '../scope-key.ts';
import { type FreshName, type Named, type Outputs, type Step, asStep } from '../step-types.ts';
import { type Body, nodeOf } from './sequence.ts';

export interface ForEachNode {
  readonly kind: 'forEach';
  readonly name: string;
  readonly items: (scope: Scope) => readonly unknown[];
  readonly body: Node;
  readonly atOnce: number;
}

export interface ForEachOptions {
  /** How many items are worked on at the same time, at least 1. @default 1 */
  readonly atOnce?: number;
}

/**
 * Runs the body once for each item, which it reads as `item`. The first failure cancels the rest. The output is the
 * list of the bodies' outputs, in the items' order.
 *
 * @throws TypeError when `atOnce` is not a whole number of at least 1.
 */
export const forEach = <Needs, const Name extends string, Item, Out, Fail, Stuck extends string>(
  name: FreshName<Needs, Name>,
  items: (outputs: Needs) => readonly Item[],
  body: Body<Needs & { readonly item: Item }, Step<Needs & { readonly item: Item }, Outputs, Out, Fail, Stuck>>,
  options: ForEachOptions = {},
): Step<Needs, Named<Name, readonly Out[]>, readonly Out[], Fail, Stuck> => {
  const atOnce = options.atOnce ?? 1;
  if (!Number.isInteger(atOnce) || atOnce < 1)
    throw new TypeError(`forEach '${String(name)}': atOnce must be a whole number of at least 1, not ${atOnce}`);
  // The scope holds what `Needs` says: the builders have checked that.
  return asStep({ kind: 'forEach', name, items: items as unknown as ForEachNode['items'], body: nodeOf(body), atOnce });
};

export const runForEach = async (node: ForEachNode, frame: Frame, path: string): Promise<Outcome> => {
  let items: readonly unknown[];
  try {
    items = node.items(frame.scope);
  } catch (thrown) {
    return defectAt(node.name, thrown);
  }
  const branches = items.map((item, index) => ({
    key: itemKey(path, node.name, index),
    node: node.body,
    scope: { ...frame.scope, item },
    retried: frame.retried,
  }));
  const how = { atOnce: node.atOnce, until: 'all' } as const;
  const ended = await frame.runtime.fanOut(branches, how, frame.cancellation, branchRunner(frame));
  return keep(frame, node.name, joined(ended, frame));
};
