import type { AnyTool } from '../tool.ts';
import type { Node } from './node.ts';
import { firstName, withoutAttempts } from './scope-key.ts';

/** A node with the key under which it runs, items and attempts left out. */
export interface Placed {
  readonly key: string;
  readonly node: Node;
}

/** A node and all below it, in the order in which they would run. */
export function* walk(node: Node, path = ''): Generator<Placed> {
  yield { key: 'name' in node ? path + node.name : path, node };
  switch (node.kind) {
    case 'sequence':
    case 'saga':
      for (const child of node.nodes) yield* walk(child, path);
      return;
    case 'parallel':
      for (const [name, child] of Object.entries(node.branches)) yield* walk(child, `${path}${name}/`);
      return;
    case 'race':
      for (const [name, child] of Object.entries(node.branches)) yield* walk(child, `${path}${node.name}/${name}/`);
      return;
    case 'branch':
      for (const [name, child] of Object.entries(node.cases)) yield* walk(child, `${path}${node.name}/${name}/`);
      return;
    case 'fallback':
      yield* walk(node.first, `${path}${node.name}/first/`);
      yield* walk(node.otherwise, `${path}${node.name}/otherwise/`);
      return;
    case 'forEach':
      yield* walk(node.body, `${path}${node.name}/`);
      return;
    case 'retry':
    case 'shield':
      yield* walk(node.body, path);
      return;
    case 'timeout':
      yield* walk(node.body, `${path}${firstName(node.body)}~/`);
      return;
    case 'gate':
    case 'invoke':
    case 'receive':
    case 'sleep':
    case 'step':
      return;
  }
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
