// oxlint-disable vitest/expect-expect -- the compiler asserts
import { flow, step, succeed } from '@strata/core';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { type InputOfWorkflow, type OutOfWorkflow, defineWorkflow, openEngine } from './index.ts';

interface Order {
  readonly name: string;
  readonly count: number;
}

const greets = defineWorkflow({
  input: z.object({ name: z.string(), count: z.int().default(1) }),
  flow: flow<Order>().to(step('greet', async ({ input }) => succeed(input.name.length))),
});
const engine = openEngine({ path: ':memory:', workflows: { greets } });

test('a workflow is started by its name, with its input, defaults left out', () => {
  void engine.start('greets', { name: 'Ann' });
  void engine.start('greets', { name: 'Ann', count: 2 }, { priority: 1 });
  expectTypeOf<InputOfWorkflow<typeof greets>>().toEqualTypeOf<{ name: string; count?: number | undefined }>();
  expectTypeOf<OutOfWorkflow<typeof greets>>().toEqualTypeOf<number>();
});

test('S70: a workflow that the engine does not know does not compile', () => {
  // @ts-expect-error -- there is no such workflow
  void engine.start('greats', { name: 'Ann' });
  // @ts-expect-error -- an engine that was opened without workflows knows none
  void openEngine({ path: ':memory:' }).start('greets', { name: 'Ann' });
});

test('S70: an input that does not fit does not compile', () => {
  // @ts-expect-error -- the name is a text
  void engine.start('greets', { name: 5 });
  // @ts-expect-error -- there has to be a name
  void engine.start('greets', {});
  // @ts-expect-error -- nobody takes that
  void engine.start('greets', { name: 'Ann', colour: 'red' });
});

test('a schema that does not give what the flow reads does not compile', () => {
  // @ts-expect-error -- the flow reads a count
  defineWorkflow({ input: z.object({ name: z.string() }), flow: flow<Order>().to(step('a', async () => succeed(1))) });
});

test('what is done to a run names who does it', () => {
  // @ts-expect-error -- nobody says who
  void engine.cancel('run', {});
  // @ts-expect-error -- roles are not the caller's to say
  void engine.decide('run', 'gate', { by: 'Ann', approved: true, roles: ['lead'] });
  // @ts-expect-error -- what happened has an output
  void engine.resolve('run', 'place', { answer: 'happened', by: 'Ann' });
});
