import {
  EffectUndecided,
  createFailure,
  createTool,
  defineCatalog,
  defineOperation,
  fail,
  flow,
  forEach,
  gate,
  invoke,
  retry,
  step,
  succeed,
} from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { z } from 'zod';

// What a user's own module exports: workflows for `--module`.

const listen = defineOperation({
  name: 'listen',
  summary: 'Hear what was blown.',
  effect: 'read',
  input: z.object({}),
  output: z.object({}),
});

/** Whether it was heard nobody can tell. */
const blow = defineOperation({
  name: 'blow',
  summary: 'Blow the horn.',
  effect: 'write',
  irreversible: 'a sound is a sound',
  input: z.object({}),
  output: z.object({ heardBy: z.int() }),
  locate: {
    using: listen,
    request: () => ({}),
    pick: (): { heardBy: number } | undefined => {
      throw new EffectUndecided('nobody can tell who has heard it');
    },
  },
});

class AnswerLost extends Error {}

const horn = createTool({
  catalog: defineCatalog('horn', { listen, blow }),
  handlers: {
    listen: async () => ({}),
    blow: async () => {
      throw new AnswerLost('the wind took the answer');
    },
  },
  classify: (thrown) =>
    thrown instanceof AnswerLost ? { kind: 'unavailable', message: thrown.message, mayHaveHappened: true } : undefined,
});

const named = z.object({ name: z.string() });

/** Whoever runs the tests is the lead. */
export const rolesOf = (): readonly string[] => ['lead'];

export const workflows = {
  asks: defineWorkflow({
    input: named,
    flow: flow<z.output<typeof named>>()
      .to(step('greeting', async ({ input }) => succeed(`Hello ${input.name}`)))
      .to(gate('approve', ({ greeting }) => ({ question: `Say "${greeting}"?`, details: 'Loud & clear' })))
      .to(step('said', async ({ greeting, approve }) => succeed(`${greeting}, by ${approve.by}`))),
  }),
  fails: defineWorkflow({
    input: named,
    flow: flow<z.output<typeof named>>()
      .to(step('first', async () => succeed('done once')))
      .to(
        step('second', async ({ input }) =>
          input.name === 'bad'
            ? fail(createFailure('second', { kind: 'refused', message: 'the name is <bad>' }))
            : succeed(input.name),
        ),
      ),
  }),
  items: defineWorkflow({
    input: z.object({}),
    flow: flow<object>().to(
      forEach(
        'each',
        () => [1, 2],
        (from) => from.to(step('inside', async ({ item }) => succeed(item))),
      ),
    ),
  }),
  roles: defineWorkflow({
    input: z.object({}),
    flow: flow<object>().to(gate('lead', () => ({ question: '?', approvers: ['lead'] }))),
  }),
  doubts: defineWorkflow({
    input: z.object({}),
    flow: flow<object>()
      .to(retry((from) => from.to(invoke(horn, 'blow', () => ({}))), { attempts: 2, waitMs: 0 }))
      .to(step('told', async ({ blow: { heardBy } }) => succeed(heardBy))),
  }),
};
