import { createTool, defineCatalog, defineOperation } from '@strata/core';
import { type Item, itemOperations } from '@strata/testing/item-operations';
import { z } from 'zod';

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

const operations = { ...itemOperations, rename_item: renameItem, say };

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
          const { items } = await ask<{ readonly items: readonly Item[] }>('list');
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
