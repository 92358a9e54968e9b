import { createTool, defineCatalog, defineOperation } from '@strata/core';
import { z } from 'zod';

const item = z.object({ id: z.string(), name: z.string(), mark: z.string() });

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
  output: z.object({ id: z.string(), name: z.string() }),
  undo: { operation: 'delete_item', request: (_input, { id }) => ({ id }) },
  locate: {
    using: listItems,
    request: () => ({}),
    pick: ({ items }, _input, callId) => {
      const made = items.find(({ mark }) => mark === callId);
      return made && { id: made.id, name: made.name };
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
  output: z.object({ deleted: z.boolean() }),
});

const renameItem = defineOperation({
  name: 'rename_item',
  summary: 'Give an item another name.',
  effect: 'write',
  idempotent: true,
  input: z.object({ id: z.string(), name: z.string() }),
  output: z.object({ before: z.string(), name: z.string() }),
  undo: { operation: 'rename_item', request: ({ id }, { before }) => ({ id, name: before }) },
});

const say = defineOperation({
  name: 'say',
  summary: 'Say something that nobody can unsay, or find again.',
  effect: 'write',
  irreversible: 'what is said is said',
  input: z.object({ text: z.string() }),
  output: z.object({ heardBy: z.int() }),
});

const operations = {
  list_items: listItems,
  create_item: createItem,
  delete_item: deleteItem,
  rename_item: renameItem,
  say,
};

export interface OutsideOperations extends Readonly<typeof operations> {}

/** A tool that works on a world outside. `around` is told before and after each call of it. */
export const createOutsideTool = (url: string, around: (moment: 'before' | 'after') => void = () => {}) => {
  const ask = async <Answer>(path: string, given: object = {}): Promise<Answer> => {
    around('before');
    const response = await fetch(`${url}/${path}`, { method: 'POST', body: JSON.stringify(given) });
    // The world answers what the path is for.
    const answer = (await response.json()) as Answer;
    around('after');
    return answer;
  };
  return createTool<OutsideOperations>({
    catalog: defineCatalog('outside', operations),
    handlers: {
      list_items: () => ask('list'),
      create_item: ({ name }, ctx) => ask('create', { name, mark: ctx.callId }),
      delete_item: ({ id }) => ask('delete', { id }),
      rename_item: async ({ id, name }, ctx) => {
        const { before } = await ctx.beforeAndNow(async () => {
          const { items } = await ask<{ readonly items: readonly z.output<typeof item>[] }>('list');
          return items.find((it) => it.id === id)?.name ?? '';
        });
        await ask('rename', { id, name });
        return { before, name };
      },
      say: ({ text }) => ask('say', { text }),
    },
    classify: () => undefined,
  });
};
