import type { Node } from './node.ts';

/**
 * Keys name a place in the tree: `copies[2]/copy`, `#2/…` for the second attempt of a retry, `create_pr!undo`.
 * They are made of names, so a step that is put in does not shift the others.
 */
export const itemKey = (path: string, name: string, index: number): string => `${path}${name}[${index}]/`;

/** Where the attempts of a retry live. */
export const attemptKey = (path: string, attempt: number): string => `${path}#${attempt}/`;

/** The key without its attempts: the same for every attempt at the same thing. */
export const withoutAttempts = (key: string): string => (key.includes('#') ? key.replaceAll(/#\d+\//g, '') : key);

/** A name for a node that has none of its own: two retries side by side must not share keys. */
export const firstName = (node: Node): string => {
  switch (node.kind) {
    case 'sequence':
    case 'saga':
      return node.nodes[0] === undefined ? 'empty' : firstName(node.nodes[0]);
    case 'parallel':
      return Object.keys(node.branches)[0] ?? 'empty';
    case 'retry':
    case 'shield':
    case 'timeout':
      return firstName(node.body);
    default:
      return node.name;
  }
};
