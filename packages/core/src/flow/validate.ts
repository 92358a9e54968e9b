import type { GateNode } from './kinds/gate.ts';
import { walk } from './node-index.ts';
import type { Node } from './node.ts';

/** What is wrong with a flow before it runs, as sentences; empty when nothing is. */
export const problemsOf = ({ node }: { readonly node: Node }): readonly string[] => {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { key, node: placed } of walk(node)) {
    if ('name' in placed) {
      if (seen.has(key)) problems.push(`two nodes have the key '${key}': name one of them with { as: … }`);
      seen.add(key);
    }
    for (const name of namesOf(placed))
      if (/[/#[\]!~]/.test(name)) problems.push(`'${name}' is no name for a node: / # [ ] ! ~ are for keys`);
    problems.push(...ofKind(placed));
  }
  return problems;
};

/** The names that a node puts into keys: its own, and those of its branches. */
const namesOf = (node: Node): readonly string[] => [
  ...('name' in node ? [node.name] : []),
  ...('branches' in node ? Object.keys(node.branches) : []),
  ...('cases' in node ? Object.keys(node.cases) : []),
];

const gateProblems = ({ name, rules: { approvers, quorum = 1, expires, remindEveryMs = 1 } }: GateNode) => [
  ...(approvers?.length === 0 ? [`nobody may open the gate '${name}'`] : []),
  ...(Number.isInteger(quorum) && quorum > 0 ? [] : [`the gate '${name}' needs ${quorum} people`]),
  ...(expires === undefined || expires.afterMs >= 0 ? [] : [`the gate '${name}' expires after ${expires.afterMs} ms`]),
  ...(remindEveryMs > 0 ? [] : [`the gate '${name}' reminds every ${remindEveryMs} ms`]),
];

const ofKind = (node: Node): readonly string[] => {
  switch (node.kind) {
    case 'parallel':
      return Object.keys(node.branches).length === 0 ? ['a parallel has no branches'] : [];
    case 'race':
      return Object.keys(node.branches).length === 0 ? [`the race '${node.name}' has no branches`] : [];
    case 'branch':
      return Object.keys(node.cases).length === 0 ? [`the branch '${node.name}' has no cases`] : [];
    case 'gate':
      return gateProblems(node);
    case 'invoke':
      return Object.hasOwn(node.tool.operations, node.operation)
        ? []
        : [`'${node.name}': ${node.tool.name} has no operation '${node.operation}'`];
    case 'sleep':
      return node.delayMs >= 0 ? [] : [`'${node.name}' would sleep ${node.delayMs} ms`];
    case 'retry':
      return node.waitMs >= 0 ? [] : [`a retry would wait ${node.waitMs} ms`];
    case 'saga':
      return node.undoLimitMs >= 0 ? [] : [`a saga has ${node.undoLimitMs} ms to undo`];
    case 'shield':
    case 'timeout':
      return node.limitMs >= 0 ? [] : [`a ${node.kind} is ${node.limitMs} ms`];
    default:
      return [];
  }
};

const valid = new WeakSet<Node>();

/** @throws TypeError that lists what is wrong with the flow. Looks at each flow once. */
export const assertValid = (node: Node): void => {
  if (valid.has(node)) return;
  const problems = problemsOf({ node });
  if (problems.length > 0) throw new TypeError(`the flow cannot run: ${problems.join('; ')}`);
  valid.add(node);
};
