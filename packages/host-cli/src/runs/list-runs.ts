import type { Run, RunFilter, RunStatus } from '@strata/durable';
import type { CommandEnd, CommandIo } from '../command-io.ts';
import { fitted, oneLine, textWidth } from '../progress/text-width.ts';
import { UsageError } from '../usage-error.ts';
import { shortId } from './named-run.ts';
import { type RunsDesk, type RunsOptions, atRuns } from './runs-desk.ts';
import { needText, statusText } from './status-text.ts';

/** What `runs list` takes on the command line. */
export interface ListRunsOptions extends RunsOptions {
  readonly status?: readonly string[];
  readonly workflow?: string;
  readonly needsAttention?: boolean;
  readonly limit?: string;
  readonly cursor?: string;
}

const statuses: readonly RunStatus[] = [
  'pending',
  'running',
  'waiting',
  'paused',
  'blocked',
  'succeeded',
  'failed',
  'cancelled',
];

const statusOf = (given: string): RunStatus => {
  const found = statuses.find((status) => status === given);
  if (found === undefined)
    throw new UsageError(`--status: there is no status '${given}'`, `There are: ${statuses.join(', ')}.`);
  return found;
};

const filterOf = ({ status, workflow, needsAttention, limit, cursor }: ListRunsOptions): RunFilter => {
  if (limit !== undefined && !/^[1-9]\d{0,5}$/.test(limit))
    throw new UsageError(`--limit must be a whole number from 1 on, not '${limit}'`);
  if (cursor !== undefined && !/^\d+$/.test(cursor))
    throw new UsageError(`--cursor must be what the page before gave, not '${cursor}'`);
  return {
    ...(status === undefined ? {} : { status: status.map(statusOf) }),
    ...(workflow === undefined ? {} : { workflow }),
    ...(needsAttention === undefined ? {} : { needsAttention }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    ...(cursor === undefined ? {} : { cursor }),
  };
};

const headings = ['RUN', 'WORKFLOW', 'STATUS', 'BEGAN', 'WAITS FOR'];

const two = (value: number): string => String(value).padStart(2, '0');

/** Local time to the second, as in lists of files. */
const timeText = (ms: number): string => {
  const time = new Date(ms);
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
};

const tableOf = (runs: readonly Run[], { stdout, colours }: RunsDesk): string => {
  const rows = runs.map((run) => [
    shortId(run.id),
    run.workflow,
    run.status,
    timeText(run.createdAt),
    oneLine(needText(run)),
  ]);
  const widths = headings.map((_, at) => Math.max(...[headings, ...rows].map((row) => textWidth(row[at] ?? ''))));
  const room = stdout.isTTY ? stdout.columns : Infinity;
  const lineOf = (row: readonly string[]): string =>
    fitted(
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
      room,
    );
  const painted = rows.map((row, index) => {
    const { status } = runs[index] as Run;
    return lineOf(row).replace(` ${status} `, ` ${statusText(status, colours)} `);
  });
  return [colours.bold(lineOf(headings)), ...painted, ''].join('\n');
};

/** `strata runs list`: the newest runs first. */
export const listRuns = (options: ListRunsOptions, io: CommandIo): Promise<CommandEnd> => {
  const filter = filterOf(options);
  return atRuns(options, io, async (desk) => {
    const page = await desk.engine.list(filter);
    if (options.json === true) desk.stdout.writeJson(page);
    else if (page.runs.length === 0) desk.stderr.write('There are no such runs.\n');
    else {
      desk.stdout.write(tableOf(page.runs, desk));
      if (page.nextCursor !== undefined) desk.stderr.write(`There are more: --cursor ${page.nextCursor}\n`);
    }
    return {};
  });
};
