import { createTool, defineCatalog, defineOperation } from '@strata/core';
import { z } from 'zod';

const note = z.object({ id: z.int(), text: z.string(), mark: z.string() });

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
  input: z.object({ text: z.string() }),
  output: z.object({ id: z.int() }),
  undo: { operation: 'remove_note', request: (_input, { id }) => ({ id }) },
  locate: {
    using: listNotes,
    request: () => ({}),
    pick: ({ notes }, _input, callId) => {
      const made = notes.find(({ mark }) => mark === callId);
      return made && { id: made.id };
    },
  },
});

const removeNote = defineOperation({
  name: 'remove_note',
  summary: 'Take a note away.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'it is gone',
  input: z.object({ id: z.int() }),
  output: z.object({}),
});

const operations = { list_notes: listNotes, add_note: addNote, remove_note: removeNote };

export interface NotesOperations extends Readonly<typeof operations> {}

/** A tool that keeps notes in memory, beside every engine. */
export const createNotes = () => {
  const notes: z.output<typeof note>[] = [];
  let made = 0;
  const tool = createTool<NotesOperations>({
    catalog: defineCatalog('notes', operations),
    handlers: {
      list_notes: async () => ({ notes }),
      add_note: async ({ text }, { callId = '' }) => {
        const added = { id: (made += 1), text, mark: callId };
        notes.push(added);
        return added;
      },
      remove_note: async ({ id }) => {
        const at = notes.findIndex((it) => it.id === id);
        if (at !== -1) notes.splice(at, 1);
        return {};
      },
    },
    classify: () => undefined,
  });
  return { tool, notes, texts: () => notes.map(({ text }) => text), made: () => made };
};
