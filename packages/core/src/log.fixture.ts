import { z } from 'zod';
import { type Handlers, type Tool, createTool, defineCatalog, defineOperation } from './index.ts';

/** Tells the lines that a test has it tell. */
export const followLog = defineOperation({
  name: 'follow_log',
  summary: 'Tell a log line by line.',
  effect: 'read',
  input: z.object({}),
  output: z.object({ lines: z.int() }),
  part: z.object({ line: z.string() }),
});

/** Two on a page, unless the caller wants it otherwise. */
export const listLines = defineOperation({
  name: 'list_lines',
  summary: 'List the lines.',
  effect: 'read',
  input: z.object({ size: z.int().positive().default(2), from: z.int().default(0) }),
  output: z.object({ lines: z.array(z.string()), more: z.boolean() }),
  pages: {
    first: ({ size }) => ({ size, from: 0 }),
    // The second page is asked for without its size: the default has to be filled in again.
    next: ({ size, from }, { more }) => (more ? { from: from + size, ...(size === 2 ? {} : { size }) } : undefined),
  },
});

/** Without pages, parts, or anything. */
export const countLines = defineOperation({
  name: 'count_lines',
  summary: 'Count the lines.',
  effect: 'read',
  input: z.object({}),
  output: z.object({ count: z.int() }),
});

const operations = { follow_log: followLog, list_lines: listLines, count_lines: countLines };
export const logCatalog = defineCatalog('log', operations);
export interface LogOperations extends Readonly<typeof operations> {}

/** What a test has `follow_log` do. */
export type Follow = Handlers<LogOperations>['follow_log'];

/** Tells all lines one after another. */
export const tellAll =
  (lines: readonly string[]): Follow =>
  async (_input, ctx) => {
    for (const line of lines) await ctx.tell({ line });
    return { lines: lines.length };
  };

/** Makes a log of lines. */
export const createLog = (lines: readonly string[], follow: Follow = tellAll(lines)): Tool<LogOperations> =>
  createTool<LogOperations>({
    catalog: logCatalog,
    handlers: {
      follow_log: follow,
      list_lines: async ({ size, from }) => ({
        lines: lines.slice(from, from + size),
        more: from + size < lines.length,
      }),
      count_lines: async () => ({ count: lines.length }),
    },
    classify: () => undefined,
  });
