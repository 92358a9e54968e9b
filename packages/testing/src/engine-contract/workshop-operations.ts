import { EffectUndecided, defineOperation } from '@strata/core';
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

/** Nobody can see whether it has happened, and it is not to happen twice. */
const announce = defineOperation({
  name: 'announce',
  summary: 'Tell everybody.',
  effect: 'write',
  irreversible: 'what is said is said',
  input: z.object({ text: z.string() }),
  output: z.object({ heardBy: z.int() }),
  locate: {
    using: listItems,
    request: () => ({}),
    pick: (): { heardBy: number } | undefined => {
      throw new EffectUndecided('nobody can tell who has heard it');
    },
  },
});

/** Taken back by something that is neither found again nor to be repeated. */
const engrave = defineOperation({
  name: 'engrave',
  summary: 'Engrave a text.',
  effect: 'write',
  input: z.object({ text: z.string() }),
  output: z.object({}),
  undo: { operation: 'polish', request: ({ text }) => ({ text }) },
});

const polish = defineOperation({
  name: 'polish',
  summary: 'Polish a text away.',
  effect: 'destroy',
  irreversible: 'it is gone',
  input: z.object({ text: z.string() }),
  output: z.object({}),
});

/** What it is asked for is not what its input is read as. */
const measure = defineOperation({
  name: 'measure',
  summary: 'Measure a text.',
  effect: 'read',
  input: z.object({ text: z.string().transform((text) => text.length) }),
  output: z.object({ length: z.int() }),
});

/** What can be done in a workshop. */
export const workshopOperations = {
  list_items: listItems,
  create_item: createItem,
  delete_item: deleteItem,
  announce,
  engrave,
  polish,
  measure,
};

export interface WorkshopOperations extends Readonly<typeof workshopOperations> {}
