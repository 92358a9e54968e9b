import { type Tool, createContext, createTool, defineCatalog, defineOperation } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { z } from 'zod';

const repo = z.string();
const file = z.object({ path: z.string(), content: z.string().default('') });
const nothing = z.object({});
const env = z.record(z.string(), z.string());

const readFile = defineOperation({
  name: 'read_file',
  summary: 'Read a file.',
  effect: 'read',
  input: z.object({ repo, path: z.string() }),
  output: nothing,
});
const writeFiles = defineOperation({
  name: 'write_files',
  summary: 'Write files.',
  effect: 'write',
  irreversible: 'for tests',
  input: z.object({ repo, files: z.array(file), note: z.string().optional(), env: env.optional() }),
  output: z.object({ note: z.string(), env: env.optional() }),
});
const removeRepo = defineOperation({
  name: 'remove_repo',
  summary: 'Remove a repository.',
  effect: 'destroy',
  irreversible: 'for tests',
  input: z.object({ repo }),
  output: nothing,
});

const operations = { read_file: readFile, write_files: writeFiles, remove_repo: removeRepo };
const catalog = defineCatalog('desk', operations);

/** A tool with repositories and files, for policies that look at inputs. */
export interface DeskOperations extends Readonly<typeof operations> {}

/** A desk that does nothing, and remembers what it was asked. */
export const createDesk = () => {
  const asked: string[] = [];
  const clock = createManualClock();
  const note = (name: string): void => void asked.push(name);
  const tool: Tool<DeskOperations> = createTool<DeskOperations>({
    catalog,
    classify: (thrown) =>
      thrown instanceof RangeError ? { kind: 'conflict', message: thrown.message, hint: 'none' } : undefined,
    handlers: {
      read_file: async () => {
        note('read_file');
        return {};
      },
      write_files: async ({ note: text = '', env: given }) => {
        note('write_files');
        if (text === 'conflict') throw new RangeError('moved on');
        return { note: text, ...(given === undefined ? {} : { env: given }) };
      },
      remove_repo: async () => {
        note('remove_repo');
        return {};
      },
    },
  });
  return { tool, asked, clock, ctx: createContext({ clock, correlationId: 'run', agent: 'ann' }) };
};
