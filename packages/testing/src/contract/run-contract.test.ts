import { type AnyTool, createTool, defineCatalog, defineOperation } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Arranged, answersAsItSays, obeysCancellation, refusesWrongInput } from './laws.ts';
import { wrongInputs } from './wrong-inputs.ts';
import { canBeSettled, dryRunChangesNothing, locateFindsThisCall, twiceIsOnce, undoBringsBack } from './write-laws.ts';

const note = z.object({ id: z.int(), text: z.string(), mark: z.string().optional() });
const listNotes = defineOperation({
  name: 'list_notes',
  summary: 'List notes.',
  effect: 'read',
  input: z.object({}),
  output: z.object({ notes: z.array(note) }),
});
const addNote = defineOperation({
  name: 'add_note',
  summary: 'Add a note.',
  effect: 'write',
  input: z.object({ text: z.string().min(1), pinned: z.boolean().default(false) }),
  output: note.pick({ id: true, text: true }),
  undo: { operation: 'drop_note', request: (_input, output) => ({ id: output.id }) },
  locate: {
    using: listNotes,
    request: () => ({}),
    pick: ({ notes }, _input, callId) => notes.find(({ mark }) => mark === callId),
  },
});
const dropNote = defineOperation({
  name: 'drop_note',
  summary: 'Drop a note.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'gone',
  input: z.object({ id: z.int() }),
  output: z.object({ dropped: z.boolean() }),
});
const catalog = defineCatalog('notes', { list_notes: listNotes, add_note: addNote, drop_note: dropNote });

/** Ways in which a tool may break a promise. */
interface Flaw {
  readonly undoDoesNothing?: boolean;
  readonly marksNothing?: boolean;
}

const arrangeNotes = (flaw: Flaw = {}): Arranged => {
  const notes: z.output<typeof note>[] = [];
  let asked = 0;
  const tool = createTool({
    catalog,
    classify: () => undefined,
    handlers: {
      list_notes: async () => ({
        notes: notes.map(({ mark, ...it }) => ({ ...it, ...(mark === undefined ? {} : { mark }) })),
      }),
      add_note: async ({ text }, ctx) => {
        asked += 1;
        const mark = flaw.marksNothing === true || ctx.callId === undefined ? {} : { mark: ctx.callId };
        notes.push({ id: notes.length + 1, text, ...mark });
        return { id: notes.length, text };
      },
      drop_note: async ({ id }) => {
        const at = notes.findIndex((it) => it.id === id);
        if (at !== -1 && flaw.undoDoesNothing !== true) notes.splice(at, 1);
        return { dropped: at !== -1 };
      },
    },
  }) as unknown as AnyTool;
  const operation = tool.operations['add_note'];
  if (operation === undefined) throw new Error('no such operation');
  const request = { operation: 'add_note', text: 'x' };
  const observe = async () => notes.map(({ text }) => text);
  return {
    tool,
    operation,
    request,
    given: { arrange: () => request, check: () => undefined },
    world: {},
    reached: () => asked,
    observe,
  };
};

const laws = [
  answersAsItSays,
  refusesWrongInput,
  obeysCancellation,
  dryRunChangesNothing,
  undoBringsBack,
  canBeSettled,
];

describe('S63: the laws', () => {
  test.each(laws)('$name holds for a tool that keeps its promises', async (law) => {
    await expect(law(arrangeNotes())).resolves.toBeUndefined();
  });

  test('an inverse that does nothing is noticed', async () => {
    await expect(undoBringsBack(arrangeNotes({ undoDoesNothing: true }))).rejects.toThrow('deeply equal');
  });

  test('an effect that nobody sees is noticed', async () => {
    const arranged = { ...arrangeNotes(), observe: async () => [] };
    await expect(undoBringsBack(arranged)).rejects.toThrow('deeply equal');
  });

  test('a mark that is not left is noticed', async () => {
    await expect(locateFindsThisCall(arrangeNotes({ marksNothing: true }))).rejects.toThrow('undefined');
  });

  test('a case that says that a mark is missing, where there is one, is noticed', async () => {
    const arranged = arrangeNotes();
    const given = { ...arranged.given, unmarked: 'it is not', comparable: () => 'the same' };
    await expect(locateFindsThisCall({ ...arranged, given })).rejects.toThrow('undefined');
  });

  test('a second effect of a repetition is noticed', async () => {
    await expect(twiceIsOnce(arrangeNotes())).rejects.toThrow('deeply equal');
  });

  test('a write that can be settled, and says that it cannot, is noticed', async () => {
    const arranged = arrangeNotes();
    const given = { ...arranged.given, unrepeatable: 'nobody knows' };
    await expect(canBeSettled({ ...arranged, given })).rejects.toThrow('expected false to be true');
  });

  test('a tool that asks before it has looked at the input is noticed', async () => {
    const arranged = arrangeNotes();
    let count = 0;
    await expect(refusesWrongInput({ ...arranged, reached: () => (count += 1) })).rejects.toThrow('to be');
  });
});

test('S63: a wrong input is wrong in one field, and there is one for each that can be', () => {
  const { input } = catalog.operations.add_note;
  const wrong = wrongInputs(input, { operation: 'add_note', text: 'x', pinned: true });
  expect(wrong.map(({ field }) => field)).toEqual(['text', 'text', 'pinned']);
  expect(wrong.filter((it) => input.safeParse(it.input).success)).toEqual([]);
});
