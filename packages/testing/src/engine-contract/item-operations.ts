import { defineOperation } from '@strata/core';
import { z } from 'zod';

const item = z.object({ id: z.string(), name: z.string(), mark: z.string() });

/** Something that was made, with the mark of the call that made it. */
export type Item = z.output<typeof item>;

const listItems = defineOperation({
  name: 'list_items',
  summary: 'List what there is.',
  effect: 'read',
  input: z.object({}),
  output: z.object({ items: z.array(item) }),
});

const createItem = defineOperation({
  name: 'create_item',
  summary: 'Make an item.',
  effect: 'write',
  input: z.object({ name: z.string() }),
  output: z.object({ id: z.string() }),
  undo: { operation: 'delete_item', request: (_input, { id }) => ({ id }) },
  locate: {
    using: listItems,
    request: () => ({}),
    pick: ({ items }, _input, callId) => {
      const made = items.find(({ mark }) => mark === callId);
      return made && { id: made.id };
    },
  },
});

const deleteItem = defineOperation({
  name: 'delete_item',
  summary: 'Take an item away.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'it is gone',
  input: z.object({ id: z.string() }),
  output: z.object({}),
});

/** Items that are made, found by the mark of the call that made them, and taken away. */
export const itemOperations = { list_items: listItems, create_item: createItem, delete_item: deleteItem };
