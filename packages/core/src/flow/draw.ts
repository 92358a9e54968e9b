import type { Node } from './node.ts';

/** Lines of a Mermaid flowchart under construction, and the next free id. */
interface Drawing {
  readonly lines: string[];
  next: number;
}

/** Where arrows come in and go out of a part. */
interface Ends {
  readonly first: string;
  readonly last: string;
}

/** Mermaid reads a quoted label as HTML. */
const quoted = (text: string): string =>
  `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`;

const box = (drawing: Drawing, text: string, [open, close]: readonly [string, string] = ['[', ']']): Ends => {
  const id = `n${drawing.next++}`;
  drawing.lines.push(`  ${id}${open}${quoted(text)}${close}`);
  return { first: id, last: id };
};

const arrow = (drawing: Drawing, from: string, to: string, label?: string): void => {
  drawing.lines.push(`  ${from} -->${label === undefined ? '' : `|${quoted(label)}|`} ${to}`);
};

const row = (drawing: Drawing, nodes: readonly Node[]): Ends => {
  const [head, ...rest] = nodes;
  if (head === undefined) return box(drawing, 'nothing', ['([', '])']);
  const begin = part(drawing, head);
  let { last } = begin;
  for (const node of rest) {
    const ends = part(drawing, node);
    arrow(drawing, last, ends.first);
    last = ends.last;
  }
  return { first: begin.first, last };
};

/** Several ways from one point to another. */
const ways = (
  drawing: Drawing,
  title: string,
  shape: readonly [string, string],
  nodes: Readonly<Record<string, Node>>,
): Ends => {
  const fork = box(drawing, title, shape);
  const end = box(drawing, ' ', ['((', '))']);
  for (const [name, node] of Object.entries(nodes)) {
    const ends = part(drawing, node);
    arrow(drawing, fork.last, ends.first, name);
    arrow(drawing, ends.last, end.first);
  }
  return { first: fork.first, last: end.last };
};

const framed = (drawing: Drawing, title: string, draw: () => Ends): Ends => {
  drawing.lines.push(`  subgraph s${drawing.next++}[${quoted(title)}]`);
  const ends = draw();
  drawing.lines.push('  end');
  return ends;
};

const invoked = (node: Extract<Node, { readonly kind: 'invoke' }>): string => {
  const name = `${node.tool.name}.${node.operation}`;
  const text = node.name === node.operation ? name : `${node.name}: ${name}`;
  const operation = node.tool.operations[node.operation];
  if (operation === undefined || operation.effect === 'read') return text;
  return operation.undo === undefined ? `${text} (stays)` : `${text} (can be undone)`;
};

const part = (drawing: Drawing, node: Node): Ends => {
  switch (node.kind) {
    case 'step':
      return box(drawing, node.name);
    case 'invoke':
      return box(drawing, invoked(node));
    case 'gate':
      return box(drawing, `${node.name}?`, ['{{', '}}']);
    case 'receive':
      return box(drawing, `${node.name}: a message`, ['>', ']']);
    case 'sleep':
      return box(drawing, `${node.name}: wait ${node.delayMs} ms`, ['([', '])']);
    case 'sequence':
      return row(drawing, node.nodes);
    case 'saga':
      return framed(drawing, 'all of it, or none', () => row(drawing, node.nodes));
    case 'parallel':
      return ways(drawing, 'all', ['[/', '/]'], node.branches);
    case 'race':
      return ways(drawing, `${node.name}: the first`, ['[/', '/]'], node.branches);
    case 'branch':
      return ways(drawing, `${node.name}?`, ['{', '}'], node.cases);
    case 'fallback':
      return ways(drawing, node.name, ['{', '}'], { first: node.first, otherwise: node.otherwise });
    case 'forEach':
      return framed(drawing, `${node.name}: for each, ${node.atOnce} at once`, () => part(drawing, node.body));
    case 'retry':
      return framed(drawing, `up to ${node.attempts} attempts`, () => part(drawing, node.body));
    case 'shield':
      return framed(drawing, 'even when cancelled', () => part(drawing, node.body));
    case 'timeout':
      return framed(drawing, `within ${node.limitMs} ms`, () => part(drawing, node.body));
  }
};

/** Draws a flow as a Mermaid flowchart, without running it. */
export const drawFlow = ({ node }: { readonly node: Node }): string => {
  const drawing: Drawing = { lines: [], next: 0 };
  part(drawing, node);
  return `flowchart TD\n${drawing.lines.join('\n')}\n`;
};
