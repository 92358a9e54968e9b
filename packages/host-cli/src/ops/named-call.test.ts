import { type AnyTool, createContext, createTool, defineCatalog, defineOperation, type Tool } from '@strata/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { lookForNamed } from './named-call.ts';

const listNotes = defineOperation({
  name: 'list_notes',
  summary: 'List.',
  effect: 'read',
  input: z.object({}),
  output: z.object({ marks: z.array(z.string()) }),
});
const addNote = defineOperation({
  name: 'add_note',
  summary: 'Add.',
  effect: 'write',
  irreversible: 'ink',
  input: z.object({ isMarked: z.boolean() }),
  output: z.object({ mark: z.string() }),
  locate: {
    using: listNotes,
    request: ({ isMarked }) => (isMarked ? {} : undefined),
    pick: ({ marks }, _input, callId) => (marks.includes(callId) ? { mark: callId } : undefined),
  },
});
const setTitle = defineOperation({
  name: 'set_title',
  summary: 'Set.',
  effect: 'write',
  idempotent: true,
  irreversible: 'ink',
  input: z.object({}),
  output: z.object({}),
});
const operations = { list_notes: listNotes, add_note: addNote, set_title: setTitle };

const never = (): never => {
  throw new Error('a look makes nothing');
};

/** Looks for the call `mine` on a tool that knows these marks, or is down. */
const lookAmong = async (marks: readonly string[] | 'down', operation: keyof typeof operations, input = {}) => {
  const tool: Tool<typeof operations> = createTool({
    catalog: defineCatalog('paper', operations),
    handlers: {
      list_notes: async () => {
        if (marks === 'down') throw new Error('down');
        return { marks: [...marks] };
      },
      add_note: never,
      set_title: never,
    },
    classify: () => ({ kind: 'unavailable', message: 'out of order', mayHaveHappened: false }),
  });
  const said: string[] = [];
  const any = tool as unknown as AnyTool;
  const found = await lookForNamed({
    tool: any,
    operation: any.operations[operation] as never,
    input,
    ctx: { ...createContext(), callId: 'mine' },
    say: (text) => void said.push(text),
  });
  return { found, said };
};

const marked = { isMarked: true };

test('S65: what is there is the answer, and what is not there may be made; either is said', async () => {
  const there = await lookAmong(['theirs', 'mine'], 'add_note', marked);
  expect(there.found).toMatchObject({ success: true, data: { mark: 'mine' } });
  expect(there.said).toEqual([expect.stringContaining('call mine: it is there already')]);
  const absent = await lookAmong(['theirs'], 'add_note', marked);
  expect(absent.found).toBeUndefined();
  expect(absent.said).toEqual([expect.stringContaining('call mine: it is not there')]);
});

test.each([
  ['a look that failed', 'down', marked, 'out of order'],
  ['a call without a mark', [], { isMarked: false }, 'this call of it leaves no mark'],
] as const)('S65: %s leaves it in doubt, and it is not made again', async (_what, marks, input, why) => {
  const { found, said } = await lookAmong(marks, 'add_note', input);
  expect(found).toMatchObject({
    success: false,
    error: {
      kind: 'needs_attention',
      message: `whether 'add_note' was done cannot be found out: ${why}`,
      mayHaveHappened: true,
    },
  });
  expect(said).toEqual([]);
});

test('S65: what may be repeated needs no look', async () => {
  const { found, said } = await lookAmong('down', 'set_title');
  expect(found).toBeUndefined();
  expect(said).toEqual(['↻ set_title leaves no mark to look for; doing it again changes nothing more.']);
});
