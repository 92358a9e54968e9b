import { type DescribedOperation, type OperationDescription, describeOperation } from '@strata/core';

/** A tool's operations, and the tests that its wrapper's have to pass. */
export interface ReferencedTool {
  readonly name: string;
  readonly operations: readonly DescribedOperation[];
  /** Each as its name and its place, seen from the page. */
  readonly contracts: readonly { readonly name: string; readonly path: string }[];
  /** The file with an operation's case in the contract, seen from the page; one of the expert alone has none. */
  readonly caseOf: (operation: string) => string | undefined;
}

const heading = [
  '# Operations',
  '',
  'Every operation of every tool, as its definition has it. This page is made by `npx -y pnpm@12.21.0 exec node',
  '--conditions=@strata/source scripts/reference.ts`, and `pnpm verify reference` fails when it is older than the',
  'definitions. `strata ops describe` tells more of each: its fields, their defaults, an example.',
  '',
  '- **Undo**: the operation that takes a finished call back, or why it stays.',
  '- **In doubt**: what happens to a call of which nobody knows whether it was done: it is looked for with another',
  '  operation, or simply repeated, or not tried again.',
  '- **Also**: it *streams* what it tells while it works, it is *paged*, it is *tagged*, so that it may be cached or tells a',
  '  cache what to drop, or it is *judged*: its definition tells good answers from bad ones.',
  '- **Contract**: the file with the case by which the contract tests try it.',
].join('\n');

/** A text as a cell of a table: a bar would end the cell, a line break the table. */
const cell = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', String.raw`\|`)
    .trim();

const undoCell = ({ effect, undo }: OperationDescription, irreversible: string | undefined): string => {
  if (effect === 'read') return '';
  return undo === null ? `stays: ${irreversible ?? 'nothing undoes it'}` : `\`${undo}\``;
};

const doubtCell = ({ effect, locate, idempotent }: OperationDescription): string => {
  if (effect === 'read') return 'repeated';
  if (locate !== null) return `\`${locate}\`${idempotent ? '; may be repeated' : ''}`;
  return idempotent ? 'repeated' : 'not tried again';
};

const alsoCell = ({ part, pages, tags, verdict }: DescribedOperation): string =>
  [
    ...(part === undefined ? [] : ['streams']),
    ...(pages === undefined ? [] : ['paged']),
    ...(tags === undefined ? [] : ['tagged']),
    ...(verdict === undefined ? [] : ['judged']),
  ].join(', ');

const contractCell = (path: string | undefined): string =>
  path === undefined ? '' : `[${path.replace(/^.*\/|\.ts$/g, '')}](${path})`;

const rowOf = ({ name, caseOf }: ReferencedTool, operation: DescribedOperation): string => {
  const row = describeOperation(name, operation);
  const cells = [
    `\`${row.operation}\``,
    row.effect,
    undoCell(row, operation.irreversible),
    doubtCell(row),
    row.idempotent ? 'yes' : '',
    alsoCell(operation),
    contractCell(caseOf(row.operation)),
    row.summary,
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
};

const contractText = ({ name, operations, contracts, caseOf }: ReferencedTool): string => {
  if (contracts.length === 0) return 'There is no contract test of its operations yet.';
  const links = contracts.map((contract) => `[${contract.name}](${contract.path})`).join(' and ');
  const more = operations.filter((it) => caseOf(it.name) === undefined).map((it) => `\`${it.name}\``);
  const each = more.length === 0 ? 'Each' : `Each but those of the expert alone (${more.join(', ')})`;
  return `${each} is tried by the contract tests of ${links}, titled \`${name}.<operation>: …\`.`;
};

const sectionOf = (tool: ReferencedTool): string =>
  [
    `## ${tool.name}`,
    '',
    contractText(tool),
    '',
    '| operation | effect | undo | in doubt | idempotent | also | contract | what it does |',
    '|---|---|---|---|---|---|---|---|',
    ...tool.operations
      .toSorted((one, other) => one.name.localeCompare(other.name))
      .map((operation) => rowOf(tool, operation)),
  ].join('\n');

/** The page of the documentation that lists every operation. */
export const referencePage = (tools: readonly ReferencedTool[]): string =>
  `${[heading, ...tools.map(sectionOf)].join('\n\n')}\n`;
