import { EffectUndecided, defineOperation } from '@strata/core';
import { z } from 'zod';
import { itemOperations } from './item-operations.ts';

/** Nobody can see whether it has happened, and it is not to happen twice. */
const announce = defineOperation({
  name: 'announce',
  summary: 'Tell everybody.',
  effect: 'write',
  irreversible: 'what is said is said',
  input: z.object({ text: z.string() }),
  output: z.object({ heardBy: z.int() }),
  locate: {
    using: itemOperations.list_items,
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
  ...itemOperations,
  announce,
  engrave,
  polish,
  measure,
};

export interface WorkshopOperations extends Readonly<typeof workshopOperations> {}
