import { describe, expect, test } from 'vitest';
import { flow, invoke, parallel, part, runFlow, sequence, step, succeed } from '../../index.ts';
import { failing, refused } from '../../world.fixture.ts';
import { createStage } from '../run.fixture.ts';

describe('S7 P1: a step reads what the steps before it gave, by name', () => {
  test('its input, operations, and steps, however far back', async () => {
    const { world, ctx } = createStage();
    const chain = flow<{ readonly name: string }>()
      .to(invoke(world.tool, 'create_item', ({ input }) => ({ name: input.name })))
      .to(invoke(world.tool, 'rename_item', ({ create_item }) => ({ id: create_item.id, name: 'b' })))
      .to(step('count', async ({ rename_item }) => succeed(rename_item.before.length)))
      .to(step('all', async ({ input, create_item, count }) => succeed([input.name, create_item.id, count] as const)));
    expect(await runFlow(chain, { name: 'first' }, ctx)).toMatchObject({ data: ['first', 'item-1', 5] });
  });

  test('an operation under the name that `as` gives it', async () => {
    const { world, ctx } = createStage();
    const twice = flow<unknown>()
      .to(invoke(world.tool, 'create_item', () => ({ name: 'a' }), { as: 'one' }))
      .to(invoke(world.tool, 'create_item', ({ one }) => ({ name: `${one.id}b` }), { as: 'two' }))
      .to(step('both', async ({ one, two }) => succeed([one.name, two.name])));
    expect(await runFlow(twice, {}, ctx)).toMatchObject({ data: ['a', 'item-1b'] });
  });

  test('what the branches of a parallel gave, by the names of the branches; one does not see the other', async () => {
    const { ctx } = createStage();
    const seen: string[][] = [];
    const look = async (outputs: { readonly before: number }) => {
      seen.push(Object.keys(outputs));
      return succeed(`${seen.length}`);
    };
    const both = flow<unknown>()
      .to(step('before', async () => succeed(1)))
      .to(
        parallel({
          left: sequence((from) => from.to(step('inner', look)).to(step('more', look))),
          right: step('inner', look),
        }),
      )
      .to(step('after', async (outputs) => succeed([outputs.left, outputs.right, Object.keys(outputs)] as const)));
    expect(await runFlow(both, {}, ctx)).toMatchObject({
      data: ['3', '2', ['input', 'before', 'left', 'right']],
    });
    expect(seen.map((it) => it.length).toSorted((a, b) => a - b)).toEqual([2, 2, 3]);
    expect(seen).toEqual(
      expect.arrayContaining([
        ['input', 'before'],
        ['input', 'before', 'inner'],
      ]),
    );
  });
});

test('the output is that of the last step, and nothing of an empty flow', async () => {
  const { ctx } = createStage();
  const two = flow(step('a', async () => succeed(1))).to(step('b', async () => succeed('last')));
  expect(await runFlow(two, {}, ctx)).toMatchObject({ data: 'last' });
  expect(await runFlow(flow<unknown>(), {}, ctx)).toMatchObject({ success: true, data: undefined });
});

test('a part made elsewhere reads the outputs that it names, wherever it is put', async () => {
  const { world, ctx } = createStage();
  const tidy = part<{ readonly create_item: { readonly id: string } }>().to(
    invoke(world.tool, 'delete_item', ({ create_item }) => ({ id: create_item.id })),
  );
  const both = flow<unknown>()
    .to(invoke(world.tool, 'create_item', () => ({ name: 'a' })))
    .to(tidy);
  expect(await runFlow(both, {}, ctx)).toMatchObject({ data: { deleted: true } });
  expect(world.items).toEqual([]);
});

test('the first failure ends it, and what comes after does not run', async () => {
  const { world, ctx } = createStage();
  world.interfere = failing('rename_item', refused);
  const chain = flow<unknown>()
    .to(invoke(world.tool, 'create_item', () => ({ name: 'a' })))
    .to(
      sequence((from) =>
        from.to(invoke(world.tool, 'rename_item', ({ create_item }) => ({ id: create_item.id, name: 'b' }))),
      ),
    )
    .to(invoke(world.tool, 'announce', () => ({ text: 'done' })));
  expect(await runFlow(chain, {}, ctx)).toMatchObject({ error: { kind: 'refused', operation: 'rename_item' } });
  expect(world.said).toEqual([]);
});

test('a flow is data: it runs as often as one likes, each time from the start', async () => {
  const { world, ctx } = createStage();
  const one = flow<unknown>().to(invoke(world.tool, 'create_item', () => ({ name: 'a' })));
  await runFlow(one, {}, ctx);
  await runFlow(one, {}, ctx);
  expect(world.names()).toEqual(['a', 'a']);
  expect(one.node).toEqual({
    kind: 'sequence',
    nodes: [expect.objectContaining({ kind: 'invoke', name: 'create_item' })],
  });
});
