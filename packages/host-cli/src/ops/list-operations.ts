import { type OperationDescription, describeOperation } from '@strata/core';
import { coloursFor } from '../colours.ts';
import type { CommandIo } from '../command-io.ts';
import { fitted, textWidth } from '../progress/text-width.ts';
import { suggestion } from '../nearest-name.ts';
import { RedactedOutput } from '../redacted-output.ts';
import { UsageError } from '../usage-error.ts';
import { openTool } from './found-operation.ts';
import { toolNames } from './tool-registry.ts';

/** What `ops list` takes on the command line. */
export interface ListOptions {
  readonly tool?: string;
  readonly effect?: string;
  readonly json?: boolean;
}

const effects = ['read', 'write', 'destroy'];

/** What is listed needs no credentials: none are read, so none can be wrong. */
const noEnvironment = {};

const describeAll = async (tool: string | undefined): Promise<readonly OperationDescription[]> => {
  const tools = await Promise.all(
    (tool === undefined ? toolNames : [tool]).map((name) => openTool(name, noEnvironment)),
  );
  return tools.flatMap(({ name, operations }) =>
    Object.values(operations).map((operation) => describeOperation(name, operation)),
  );
};

const headings = ['OPERATION', 'EFFECT', 'UNDO', 'FOUND BY', 'REPEATABLE', 'WHAT IT DOES'];

const cellsOf = ({ tool, operation, effect, undo, locate, idempotent, summary }: OperationDescription) => [
  `${tool}.${operation}`,
  effect,
  undo ?? (effect === 'read' ? '' : '-'),
  locate ?? (effect === 'read' ? '' : '-'),
  effect === 'read' || idempotent ? 'yes' : 'no',
  summary,
];

/** The rows as a table; on a terminal no line is longer than it is wide. */
const tableOf = (rows: readonly OperationDescription[], io: CommandIo): string => {
  const colours = coloursFor(io.stdout, io.env);
  const cells = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => textWidth(row[column] ?? ''))));
  // A terminal that does not know its width says 0.
  const room = io.stdout.isTTY === true ? io.stdout.columns || 80 : Infinity;
  const isNarrow = widths.reduce((sum, width) => sum + width + 2, -2) > room;
  const lines = cells.map((row) => {
    const last = row.length - 1;
    const padded = row.map((cell, column) => cell.padEnd(column === last ? 0 : (widths[column] ?? 0)));
    if (!isNarrow) return padded.join('  ');
    const facts = fitted(padded.slice(0, last).join('  ').trimEnd(), room);
    return `${facts}\n${fitted(`    ${padded[last]}`, room)}`;
  });
  const paint = { read: (line: string) => line, write: colours.yellow, destroy: colours.red };
  return lines
    .map((line, index) => {
      const row = rows[index - 1];
      return `${row === undefined ? colours.bold(line) : paint[row.effect](line)}\n`;
    })
    .join('');
};

/**
 * `strata ops list`: every operation of every registered tool, or of the one that a word or a flag names.
 *
 * @throws UsageError for a tool or an effect that there is not, and for two tools.
 */
export const listOperations = async (
  word: string | undefined,
  { tool: named, effect, json }: ListOptions,
  io: CommandIo,
): Promise<void> => {
  if (word !== undefined && named !== undefined && word !== named)
    throw new UsageError(`${word} and --tool ${named} contradict each other`, 'Leave one of them out.');
  const tool = word ?? named;
  if (effect !== undefined && !effects.includes(effect))
    throw new UsageError(`--effect must be ${effects.join(', ')}, not '${effect}'`, suggestion(effect, effects));
  const rows = (await describeAll(tool)).filter((row) => effect === undefined || row.effect === effect);
  const stdout = new RedactedOutput(io.stdout, []);
  if (json === true) stdout.writeJson(rows);
  else stdout.write(tableOf(rows, io));
  await stdout.flushed();
  stdout.release();
};
