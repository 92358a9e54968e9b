import type { AnyTool } from '../tool.ts';
import type { Node } from './node.ts';
import { firstName, withoutAttempts } from './scope-key.ts';

/** A node with the key under which it runs, items and attempts left out. */
export interface Placed {
  readonly key: string;
  readonly node: Node;
}

/** A node below another one, with the path that its key begins with. */
export interface Child {
  readonly path: string;
  readonly node: Node;
}

/** The nodes right below one that stands at a path, in the order in which they would run. */
export const childrenOf = (node: Node, path: string): readonly Child[] => {
  switch (node.kind) {
    case 'sequence':
    case 'saga':
      return node.nodes.map((child) => ({ path, node: child }));
    case 'parallel':
      return named(path, node.branches);
    case 'race':
      return named(`${path}${node.name}/`, node.branches);
    case 'branch':
      return named(`${path}${node.name}/`, node.cases);
    case 'fallback':
      return named(`${path}${node.name}/`, { first: node.first, otherwise: node.otherwise });
    case 'forEach':
      return [{ path: `${path}${node.name}/`, node: node.body }];
    case 'retry':
    case 'shield':
      return [{ path, node: node.body }];
    case 'timeout':
      return [{ path: `${path}${firstName(node.body)}~/`, node: node.body }];
    case 'gate':
    case 'invoke':
    case 'receive':
    case 'sleep':
    case 'step':
      return [];
  }
};

const named = (path: string, nodes: Readonly<Record<string, Node>>): readonly Child[] =>
  Object.entries(nodes).map(([name, node]) => ({ path: `${path}${name}/`, node }));

/** The key of a node that stands at a path: its name below the path, or the path itself when it has none. */
export const keyOf = (node: Node, path: string): string => ('name' in node ? path + node.name : path);

/** A node and all below it, in the order in which they would run. */
export function* walk(node: Node, path = ''): Generator<Placed> {
  yield { key: keyOf(node, path), node };
  for (const child of childrenOf(node, path)) yield* walk(child.node, child.path);
}

const toolsOf = new WeakMap<Node, ReadonlyMap<string, AnyTool>>();

/**
 * The tool of the operation at a key. Undoing needs it, after a crash in another process as well.
 *
 * @throws TypeError when the tree has no operation there: the flow is another one than the one that ran.
 */
export const toolAt = (root: Node, key: string): AnyTool => {
  let tools = toolsOf.get(root);
  if (tools === undefined) {
    tools = new Map(
      [...walk(root)].flatMap(({ key: at, node }) => (node.kind === 'invoke' ? [[at, node.tool] as const] : [])),
    );
    toolsOf.set(root, tools);
  }
  const tool = tools.get(withoutAttempts(key).replaceAll(/\[\d+\]/g, ''));
  if (tool === undefined) throw new TypeError(`the flow has no operation at '${key}'`);
  return tool;
};
