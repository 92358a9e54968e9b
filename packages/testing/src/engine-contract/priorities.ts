import { fail, flow, forEach, step, succeed } from '@strata/core';
import { defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createLatch, endOf, reaches } from './following.ts';
import type { OpenEngine } from './open-engine.ts';

const priorities = (open: OpenEngine): void => {
  test('S87: runs of a higher priority come first when there is room for one, and those of one in their order', async () => {
    const order: string[] = [];
    const held = createLatch();
    const notes = defineWorkflow({
      input: z.object({ name: z.string() }),
      flow: flow<{ readonly name: string }>().to(
        forEach(
          'twice',
          () => [1, 2],
          (from) =>
            from.to(
              step('note', async ({ input, item }) => {
                order.push(`${input.name}${item}`);
                await held.opened;
                return input.name === 'never' ? fail('no') : succeed(null);
              }),
            ),
        ),
      ),
    });
    await using engine = await open({ workflows: { notes }, atOnce: 1 });
    const start = (name: string, priority: number) => engine.start('notes', { name }, { priority, runId: name });
    await Promise.all([start('first', 0), start('low', -1), start('b', 0), start('c', 0), start('high', 5)]);
    expect((await engine.list({ status: 'running' })).runs.map(({ id }) => id)).toEqual(['first']);
    held.open();
    for (const name of ['first', 'low', 'b', 'c', 'high']) await reaches(engine, name, 'succeeded');
    const expected = ['first', 'high', 'b', 'c', 'low'];
    expect(order).toEqual(expected.flatMap((name) => [`${name}1`, `${name}2`]));
  });
};

const turns = (open: OpenEngine): void => {
  test('S87: who starts when a turn has just come does not take it from those who wait', async () => {
    const order: string[] = [];
    const notes = defineWorkflow({
      input: z.object({ name: z.string() }),
      flow: flow<{ readonly name: string }>().to(step('note', async ({ input }) => succeed(order.push(input.name)))),
    });
    await using engine = await open({ workflows: { notes }, atOnce: 1 });
    const start = (name: string) => engine.start('notes', { name }, { runId: name });
    await Promise.all([start('first'), start('second'), start('third')]);
    await endOf(engine, 'first');
    await start('late');
    await endOf(engine, 'late');
    expect(order).toEqual(['first', 'second', 'third', 'late']);
  });
};

/** What holds of whose turn it is. */
export const priorityTests = (open: OpenEngine): void => {
  describe('priorities', () => {
    priorities(open);
    turns(open);
  });
};
