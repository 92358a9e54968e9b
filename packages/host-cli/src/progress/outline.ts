import { type Node, walk } from '@strata/core';

/** A node of a flow that is shown, at its place in the flow. */
export interface OutlineEntry {
  readonly at: string;
  readonly label: string;
  /** False for nodes that only compute: they are shown when they fail. */
  readonly shown: boolean;
}

/** Whether nodes of a kind do something that is worth a line. */
export const isWorthShowing = (kind: Node['kind']): boolean => kind !== 'step' && kind !== 'branch';

/** A node's name in words. */
export const labelOf = (at: string): string => (at.split('/').at(-1) ?? at).replaceAll('_', ' ');

/**
 * What there is to show of a flow, in the order in which it runs. `nested` holds the flows behind operations of
 * managers, by the operations' names, so that their nodes are known before they begin.
 */
export const outlineOf = (
  flow: Node,
  nested: Readonly<Record<string, Node>> = {},
  path = '',
): readonly OutlineEntry[] =>
  [...walk(flow, path)].flatMap(({ key, node }) => {
    if (!('name' in node)) return [];
    const entry = { at: key, label: labelOf(key), shown: isWorthShowing(node.kind) };
    if (node.kind !== 'invoke') return [entry];
    // An operation inside itself would have no end.
    const { [node.operation]: inner, ...others } = nested;
    return inner === undefined ? [entry] : [entry, ...outlineOf(inner, others, `${key}/`)];
  });
