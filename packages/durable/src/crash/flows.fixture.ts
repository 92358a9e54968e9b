import {
  type Tool,
  createManager,
  defineCatalog,
  defineOperation,
  fail,
  fallback,
  flow,
  forEach,
  gate,
  invoke,
  parallel,
  retry,
  saga,
  shield,
  sleep,
  step,
  succeed,
  timeout,
} from '@strata/core';
import { z } from 'zod';
import { defineWorkflow } from '../workflow.ts';
import type { OutsideOperations } from './outside-tool.fixture.ts';

type Outside = Tool<OutsideOperations>;

const order = z.object({ name: z.string(), fails: z.boolean().default(false) });
type Order = z.output<typeof order>;

const no = step('refuse', async ({ input }: { readonly input: Order }) =>
  input.fails ? fail({ kind: 'refused', message: 'no', retryable: false } as const) : succeed('yes'),
);

const unpair = defineOperation({
  name: 'remove_pair',
  summary: 'Take two away.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'they are gone',
  input: z.object({ ids: z.array(z.string()) }),
  output: z.object({}),
});

const pair = defineOperation({
  name: 'make_pair',
  summary: 'Make two, or none.',
  effect: 'write',
  input: z.object({ name: z.string() }),
  output: z.object({ ids: z.array(z.string()) }),
  undo: { operation: 'remove_pair', request: (_input, { ids }) => ({ ids }) },
});

const pairManager = (outside: Outside) =>
  createManager(defineCatalog('pairs', { make_pair: pair, remove_pair: unpair }), {
    remove_pair: flow<{ readonly ids: readonly string[] }>()
      .to(
        forEach(
          'each',
          ({ input }) => input.ids,
          (from) => from.to(invoke(outside, 'delete_item', ({ item }) => ({ id: item }))),
        ),
      )
      .to(step('removed', async () => succeed({}))),
    make_pair: saga<{ readonly name: string }>()
      .to(invoke(outside, 'create_item', ({ input }) => ({ name: `${input.name} one` }), { as: 'one' }))
      .to(invoke(outside, 'create_item', ({ input }) => ({ name: `${input.name} two` }), { as: 'two' }))
      .to(step('ids', async ({ one, two }) => succeed({ ids: [one.id, two.id] }))),
  });

/** One after the other, a change of what was made, and an end that may be refused. */
const inOrder = (outside: Outside) =>
  saga<Order>()
    .to(invoke(outside, 'create_item', ({ input }) => ({ name: input.name }), { as: 'first' }))
    .to(invoke(outside, 'rename_item', ({ first }) => ({ id: first.id, name: 'renamed' })))
    .to(invoke(outside, 'create_item', ({ first }) => ({ name: `after ${first.id}` }), { as: 'second' }))
    .to(no);

/** Side by side, each item by itself, within a time, with a second way. */
const sideBySide = (outside: Outside) =>
  saga<Order>()
    .to(
      parallel({
        left: invoke(outside, 'create_item', ({ input }) => ({ name: `${input.name} left` })),
        right: timeout(
          (from) => from.to(invoke(outside, 'create_item', ({ input }) => ({ name: `${input.name} right` }))),
          60_000,
        ),
      }),
    )
    .to(
      forEach(
        'each',
        () => [1, 2, 3],
        (from) => from.to(invoke(outside, 'create_item', ({ item }) => ({ name: `number ${item}` }))),
        { atOnce: 2 },
      ),
    )
    .to(
      fallback(
        'either',
        (from) => from.to(step('broken', async () => fail('no'))),
        (from) => from.to(invoke(outside, 'create_item', () => ({ name: 'the other way' }))),
      ),
    )
    .to(sleep('a moment', 1))
    .to(no);

/** A flow inside an operation, a gate, and what has to follow whatever happens. */
const nested = (outside: Outside) => {
  const inside = saga<Order>()
    .to(invoke(pairManager(outside), 'make_pair', ({ input }) => ({ name: input.name })))
    .to(
      retry((from) => from.to(invoke(outside, 'create_item', () => ({ name: 'tried' }), { as: 'tried' })), {
        attempts: 2,
        waitMs: 1,
      }),
    )
    .to(gate('approve', () => ({ question: '?' })));
  return flow<Order>()
    .to(inside)
    .to(shield((from) => from.to(invoke(outside, 'create_item', () => ({ name: 'last' }), { as: 'last' })), 60_000));
};

/** The flows that are killed at every moment. */
export const flowsOf = (outside: Outside) => ({
  in_order: defineWorkflow({ input: order, flow: inOrder(outside) }),
  side_by_side: defineWorkflow({ input: order, flow: sideBySide(outside) }),
  nested: defineWorkflow({ input: order, flow: nested(outside) }),
});

export type FlowName = keyof ReturnType<typeof flowsOf>;
