import { getEventListeners } from 'node:events';
import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type Act,
  type Runtime,
  RunInterrupted,
  createContext,
  createManager,
  createMemoryRuntime,
  defineCatalog,
  defineOperation,
  flow,
  forEach,
  gate,
  invoke,
  parallel,
  receive,
  retry,
  runFlow,
  saga,
  sleep,
  step,
  succeed,
  timeout,
} from '../index.ts';
import { failing, refused } from '../world.fixture.ts';
import { toolAt } from './node-index.ts';
import { firstName } from './scope-key.ts';
import { aborted, createStage, runAlone } from './run.fixture.ts';

const everything = (world: ReturnType<typeof createStage>['world']) =>
  saga<readonly number[]>()
    .to(parallel({ a: step('x', async () => succeed(1)), b: step('x', async () => succeed(2)) }))
    .to(
      forEach(
        'each',
        ({ input }) => input,
        (from) => from.to(invoke(world.tool, 'create_item', ({ item }) => ({ name: `${item}` }))),
        { atOnce: 2 },
      ),
    )
    .to(
      retry((from) => from.to(timeout((inner) => inner.to(step('y', async () => succeed(1))), 100)), {
        attempts: 2,
        waitMs: 1,
      }),
    )
    .to(invoke(world.tool, 'rename_item', () => ({ id: 'none', name: 'b' })));

test('P11: a thousand runs on one context leave it as it was', async () => {
  const { world, ctx, clock } = createStage();
  const before = { ...ctx };
  const part = everything(world);
  for (let run = 0; run < 1000; run++) await runFlow(part, [1, 2, 3], ctx);
  expect(ctx).toEqual(before);
  expect(getEventListeners(ctx.signal, 'abort')).toEqual([]);
  expect(clock.pending).toBe(0);
  expect(world.items).toEqual([]);
});

test('a flow runs without any context', async () => {
  expect(await runFlow(flow<unknown>().to(step('a', async () => succeed(1))), {})).toMatchObject({ data: 1 });
});

describe('what the runtime throws passes through untouched:', () => {
  const lost = new Error('the journal is lost');
  const thrower = () => Promise.reject(lost);
  const memory = createMemoryRuntime({ clock: createManualClock() });
  const work = { perform: (key: string, act: Act) => (key.endsWith('bad') ? thrower() : act.run()) };

  test.each<readonly [string, Partial<Runtime>]>([
    ['an act', work],
    ['an undo', { perform: (key, act) => (key.endsWith('!undo') ? thrower() : act.run()) }],
    ['a fan-out', { fanOut: thrower }],
    ['a time limit', { within: thrower }],
    ['a sleep', { sleep: thrower }],
    ['a gate', { gate: thrower }],
    ['a message', { receive: thrower }],
  ])('%s; nothing is undone after it', async (_what, broken) => {
    const patient = { ...memory, sleep: async () => true, receive: async () => ({ message: 'go' }), ...broken };
    const { world, ctx, caller, clock, told } = createStage({ runtime: patient });
    const all = saga<unknown>()
      .to(invoke(world.tool, 'create_item', () => ({ name: 'a' })))
      .to(parallel({ only: step('fine', async () => succeed(1)) }))
      .to(timeout(() => step('quick', async () => succeed(1)), 10))
      .to(sleep('nap', 0))
      .to(step('bad', async () => succeed(1)))
      .to(receive('word', z.string()))
      .to(gate('open', () => ({ question: '?' })));
    await expect(runAlone(all, ctx)).rejects.toBe(lost);
    expect(world.called()).toEqual(['create_item']);
    expect(told().filter((it) => it.startsWith('undone'))).toEqual([]);
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('out of a flow inside an operation, without being taken for its failure', async () => {
    const over = new RunInterrupted('it waits');
    const runtime = { ...memory, gate: () => Promise.reject(over) };
    const { world, ctx, events } = createStage({ runtime });
    const ask = defineOperation({
      name: 'ask',
      summary: 'Ask somebody.',
      effect: 'write',
      irreversible: 'for tests',
      input: z.object({}),
      output: z.object({ by: z.string() }),
    });
    const asking = flow<object>().to(gate('open', () => ({ question: '?' })));
    const desk = createManager(defineCatalog('desk', { ask }), { ask: asking });
    const all = saga<unknown>()
      .to(invoke(world.tool, 'create_item', () => ({ name: 'a' })))
      .to(invoke(desk, 'ask', () => ({})));
    await expect(runAlone(all, ctx)).rejects.toBe(over);
    expect(world.called()).toEqual(['create_item']);
    expect(events.filter(({ type }) => type === 'failed' || type === 'undoing')).toEqual([]);
  });

  test('out of one branch, when the others have ended', async () => {
    const { ctx } = createStage({ runtime: { ...memory, ...work } });
    const ended: string[] = [];
    const other = step('other', async (_outputs: unknown, inner) => {
      await aborted(inner.signal);
      ended.push('other');
      return succeed(1);
    });
    await expect(
      runAlone(
        parallel({ a: other, b: step('bad', async () => succeed(1)), c: step('bad', async () => succeed(1)) }),
        ctx,
      ),
    ).rejects.toBe(lost);
    expect(ended).toEqual(['other']);
  });
});

describe('keys', () => {
  test('find their tool again, items and attempts included', () => {
    const { world } = createStage();
    const { node } = everything(world);
    expect(toolAt(node, 'each[2]/create_item')).toBe(world.tool);
    expect(toolAt(node, 'each[0]/#3/create_item')).toBe(world.tool);
  });

  test('of another flow are a mistake', () => {
    const { world } = createStage();
    const said = new TypeError("the flow has no operation at 'nowhere'");
    expect(() => toolAt(everything(world).node, 'nowhere')).toThrow(said);
    expect(() => toolAt(everything(world).node, 'each')).toThrow("the flow has no operation at 'each'");
  });

  test('are made of the first name in what has none', () => {
    const one = step('one', async () => succeed(1));
    expect(firstName(flow<unknown>().node)).toBe('empty');
    expect(firstName(saga<unknown>().to(one).node)).toBe('one');
    expect(firstName(parallel({ left: one }).node)).toBe('left');
    expect(firstName(parallel({}).node)).toBe('empty');
    expect(firstName(retry(() => timeout(() => one, 1), { attempts: 1, waitMs: 0 }).node)).toBe('one');
  });
});

test('a failed run lets go of the signal from outside too', async () => {
  const { world, ctx } = createStage();
  world.interfere = failing('create_item', refused, { times: 9 });
  expect(await runFlow(everything(world), [1, 2], createContext(ctx))).toMatchObject({ success: false });
  expect(getEventListeners(ctx.signal, 'abort')).toEqual([]);
});
