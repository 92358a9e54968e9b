import { describe, expect, test } from 'vitest';
import {
  type FlowEvent,
  fail,
  flow,
  forEach,
  invoke,
  parallel,
  retry,
  runFlow,
  saga,
  sequence,
  step,
  succeed,
  timeout,
} from '../index.ts';
import { failing, refused } from '../world.fixture.ts';
import { createStage, runAlone } from './run.fixture.ts';

describe('events', () => {
  test('S8: tell where, when, for which run, and how long it took', async () => {
    const { ctx, clock, events } = createStage();
    const from = clock.now();
    const slow = step('slow', async () => {
      await new Promise<void>((resolve) => void clock.after(30, resolve));
      return succeed(1);
    });
    const running = runAlone(slow, ctx);
    await clock.advance(30);
    await running;
    expect(events).toEqual([
      { type: 'started', at: 'slow', kind: 'step', time: from, correlationId: 'run' },
      { type: 'finished', at: 'slow', kind: 'step', time: from + 30, correlationId: 'run', durationMs: 30 },
    ]);
  });

  test('name places along the tree, items and attempts', async () => {
    const { ctx, told } = createStage();
    const one = step('one', async () => succeed(1));
    const all = flow<unknown>()
      .to(parallel({ left: one }))
      .to(
        forEach(
          'each',
          () => ['a'],
          (from) => from.to(retry(() => one, { attempts: 2, waitMs: 1 })),
        ),
      )
      .to(timeout((from) => from.to(sequence(() => step('late', async () => succeed(2)))), 50));
    await runFlow(all, {}, ctx);
    expect(told()).toEqual([
      'started left/one',
      'finished left/one',
      'started each',
      'started each[0]/#1/one',
      'finished each[0]/#1/one',
      'finished each',
      'started late~/late',
      'finished late~/late',
    ]);
  });

  test.each([
    ['a Failure', { kind: 'refused', message: 'not today', secret: 'x' }, { kind: 'refused', message: 'not today' }],
    ['a text', 'no', { kind: 'failed', message: 'no' }],
    ['nothing', null, { kind: 'failed', message: 'null' }],
  ])('tell of %s by its kind and its words alone', async (_what, error, told) => {
    const { ctx, events } = createStage();
    await runAlone(
      step('a', async () => fail(error)),
      ctx,
    );
    expect(events.at(-1)).toEqual({
      type: 'failed',
      at: 'a',
      kind: 'step',
      time: ctx.clock.now(),
      correlationId: 'run',
      durationMs: 0,
      error: told,
    });
  });

  test('tell of undoing, in the order in which it goes, and of an undo that failed', async () => {
    const { world, ctx, events } = createStage();
    world.interfere = ({ operation, count }) => (operation === 'delete_item' && count === 3 ? refused : undefined);
    const both = saga<unknown>()
      .to(invoke(world.tool, 'create_item', () => ({ name: 'a' }), { as: 'a' }))
      .to(invoke(world.tool, 'create_item', () => ({ name: 'b' }), { as: 'b' }))
      .to(step('no', async () => fail({ kind: 'refused', message: 'no' })));
    await runFlow(both, {}, ctx);
    expect(events.slice(6).map((it) => [it.type, it.at, 'error' in it ? it.error.kind : ''])).toEqual([
      ['undoing', 'b', ''],
      ['undo_failed', 'b', 'refused'],
      ['undoing', 'a', ''],
      ['undone', 'a', ''],
    ]);
  });

  test('hold neither inputs nor outputs', async () => {
    const { world, ctx, events } = createStage();
    world.interfere = failing('rename_item', refused);
    const all = saga<unknown>()
      .to(invoke(world.tool, 'create_item', () => ({ name: 'token-1234' })))
      .to(invoke(world.tool, 'rename_item', ({ create_item }) => ({ id: create_item.id, name: 'token-5678' })));
    await runFlow(all, {}, ctx);
    expect(JSON.stringify(events)).not.toMatch(/token|item-1/);
    expect(events).toEqual(JSON.parse(JSON.stringify(events)) as FlowEvent[]);
  });
});
