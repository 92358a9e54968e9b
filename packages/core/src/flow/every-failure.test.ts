import { describe, expect, test } from 'vitest';
import {
  forEach,
  gate,
  invoke,
  parallel,
  retry,
  runFlow,
  saga,
  sequence,
  step,
  succeed,
  timeout,
  createMemoryRuntime,
} from '../index.ts';
import { type World, busy, cut, refused } from '../world.fixture.ts';
import { createStage } from './run.fixture.ts';

/** A saga with everything that a change of several parts has: writes in a row, side by side, per item, tried again. */
const release = (world: World) =>
  saga<{ readonly files: readonly string[] }>()
    .to(invoke(world.tool, 'list_items', () => ({}), { as: 'before' }))
    .to(invoke(world.tool, 'create_item', () => ({ name: 'branch' }), { as: 'branch' }))
    .to(
      forEach(
        'upload',
        ({ input }) => input.files,
        (from) =>
          from.to(
            invoke(world.tool, 'create_item', ({ item, branch }) => ({ name: `${branch.id}:${item}` }), { as: 'file' }),
          ),
      ),
    )
    .to(
      parallel({
        request: sequence((from) =>
          from.to(invoke(world.tool, 'create_item', () => ({ name: 'request' }), { as: 'opened' })).to(
            invoke(world.tool, 'create_item', ({ opened }) => ({ name: `comment on ${opened.name}` }), {
              as: 'comment',
            }),
          ),
        ),
        report: timeout(
          (from) => from.to(invoke(world.tool, 'create_item', () => ({ name: 'report' }), { as: 'text' })),
          1000,
        ),
      }),
    )
    .to(
      retry((from) => from.to(invoke(world.tool, 'create_item', () => ({ name: 'label' }), { as: 'label' })), {
        attempts: 2,
        waitMs: 10,
      }),
    )
    .to(gate('approve', () => ({ question: 'Ship?' })))
    .to(invoke(world.tool, 'create_item', () => ({ name: 'merge' }), { as: 'merge' }))
    .to(step('last', async ({ merge }) => succeed(merge.name)));

const files = ['a', 'b', 'c'];
const kept = [{ id: 'kept', name: 'was here before' }];

/** Runs the release to its end, all the time that it needs passing. */
const runRelease = async (interfere: World['interfere'], approved = true) => {
  const stage = createStage();
  const { world, clock, ctx } = stage;
  world.items.push(...kept);
  world.interfere = interfere;
  const runtime = createMemoryRuntime({ clock, decide: async () => ({ approved, by: 'ana' }) });
  const running = runFlow(release(world), { files }, { ...ctx, runtime });
  await clock.advance(60_000);
  return { ...stage, answer: await running };
};

const done = await runRelease(() => undefined);
const calls = done.world.calls.map((it, index) => [index + 1, it.operation] as const);

test('undisturbed, all of it happens', () => {
  expect(done.answer).toMatchObject({ success: true, data: 'merge' });
  expect(done.world.names()).toEqual([
    'was here before',
    'branch',
    ...files.map((file) => `item-1:${file}`),
    'request',
    'report',
    'comment on request',
    'label',
    'merge',
  ]);
  expect(calls).toHaveLength(10);
});

describe.each([
  ['is refused', refused, 'before'],
  ['does not arrive', busy, 'before'],
  ['may not have arrived', cut, 'before'],
  ['loses its answer', cut, 'after'],
] as const)('P8: when a call %s', (_how, classified, when) => {
  test.each(calls)('at call %i (%s), it either all happened, or the world is as it was', async (failing) => {
    const { answer, world, clock } = await runRelease((call, now) =>
      call.count === failing && now === when ? classified : undefined,
    );
    const names = world.names();
    expect(new Set(names).size).toBe(names.length);
    if (answer.success) expect(names.toSorted()).toEqual(done.world.names().toSorted());
    else {
      expect(world.items).toEqual(kept);
      expect(answer.error).toMatchObject({ kind: 'saga_failed', undoComplete: true });
    }
    expect(clock.pending).toBe(0);
  });

  test.each(calls)(
    'at call %i (%s), and once more while it is taken back, what is left is reported',
    async (failing) => {
      let undos = 0;
      const { answer, world } = await runRelease((call, now) => {
        if (call.count === failing && now === when) return classified;
        return call.operation === 'delete_item' && now === 'before' && ++undos === 1 ? refused : undefined;
      });
      const left = answer.success ? 0 : world.items.length - kept.length;
      const reported = answer.success ? 0 : answer.error.effects.filter((it) => it.outcome === 'undo_failed').length;
      expect(reported).toBe(left);
    },
  );
});

test('P8: when the gate says no, the world is as it was', async () => {
  const { answer, world } = await runRelease(() => undefined, false);
  expect(answer).toMatchObject({ error: { cause: { kind: 'rejected', by: 'ana' }, undoComplete: true } });
  expect(world.items).toEqual(kept);
});

test.each(calls)('P6, P8: when the caller hangs up during call %i (%s), the world is as it was', async (failing) => {
  const stage = createStage();
  const { world, clock, ctx, caller } = stage;
  world.items.push(...kept);
  world.interfere = ({ count }, when) => {
    if (count === failing && when === 'before') caller.abort();
  };
  const runtime = createMemoryRuntime({ clock, decide: async () => ({ approved: true, by: 'ana' }) });
  const running = runFlow(release(world), { files }, { ...ctx, runtime });
  await clock.advance(60_000);
  expect(await running).toMatchObject({ error: { cause: { kind: 'cancelled' }, undoComplete: true } });
  expect(world.items).toEqual(kept);
});
