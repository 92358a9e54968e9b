import { createHash } from 'node:crypto';
import { type Node, childrenOf, keyOf } from '@strata/core';

/** The shape of a flow, without its functions: what a run keeps of the flow that it began with. Plain JSON. */
export interface Outline {
  /** What the node is, for people and for comparing: `invoke github.create_pr as create_pr`. */
  readonly label: string;
  /** Its place, items and attempts left out. */
  readonly key: string;
  /** `order`: they run one after the other. `name`: each is known by its own path. */
  readonly by: 'order' | 'name';
  readonly children: readonly Outline[];
}

const labelOf = (node: Node): string => {
  if (!('name' in node)) return node.kind;
  return node.kind === 'invoke'
    ? `invoke ${node.tool.name}.${node.operation}${node.name === node.operation ? '' : ` as ${node.name}`}`
    : `${node.kind} ${node.name}`;
};

/** The kinds whose children have names of their own. */
const named: ReadonlySet<Node['kind']> = new Set<Node['kind']>(['parallel', 'race', 'branch', 'fallback']);

/** Outlines a flow that begins at a path. */
export const outlineOf = (node: Node, path = ''): Outline => ({
  label: labelOf(node),
  key: keyOf(node, path),
  by: named.has(node.kind) ? 'name' : 'order',
  children: childrenOf(node, path).map((child) => outlineOf(child.node, child.path)),
});

/** The name of a shape: alike for flows whose runs can go on with each other without a look at what changed. */
export const hashOf = (outline: Outline): string =>
  createHash('sha256').update(JSON.stringify(outline)).digest('hex').slice(0, 32);

/** The shape as indented lines. */
export const outlineText = (outline: Outline, depth = 0): string =>
  [`${'  '.repeat(depth)}${outline.label}`, ...outline.children.map((child) => outlineText(child, depth + 1))].join(
    '\n',
  );
