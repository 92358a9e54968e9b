import { describe, expect, test } from 'vitest';
import { type AnyTool, type Tool, flow, invoke, runFlow } from '../../index.ts';
import { type WorldOperations, failing, refused } from '../../world.fixture.ts';
import { createStage, runAlone } from '../run.fixture.ts';

test("an operation's failure is the flow's, with its operation named", async () => {
  const { world, ctx } = createStage();
  world.interfere = failing('list_items', refused);
  const list = invoke(world.tool, 'list_items', () => ({}));
  expect(await runFlow(list, {}, ctx)).toMatchObject({ error: { kind: 'refused', operation: 'list_items' } });
});

test('a mapper that throws is a defect, and nothing is sent', async () => {
  const { world, ctx } = createStage();
  const broken = invoke(world.tool, 'create_item', (): { name: string } => {
    throw new TypeError('no name');
  });
  expect(await runFlow(broken, {}, ctx)).toMatchObject({ error: { kind: 'defect', message: 'TypeError: no name' } });
  expect(world.calls).toEqual([]);
});

test('a tool that throws all the same is a defect', async () => {
  const { world, ctx } = createStage();
  const execute = (): Promise<never> => Promise.reject(new Error('not a Tool'));
  const rude: Tool<WorldOperations> = { ...world.tool, execute };
  expect(
    await runAlone(
      invoke(rude, 'list_items', () => ({})),
      ctx,
    ),
  ).toMatchObject({
    error: { kind: 'defect', operation: 'list_items', message: 'Error: not a Tool' },
  });
});

describe('what a call is named', () => {
  const spyOn = (tool: Tool<WorldOperations>) => {
    const heard: (readonly [string | undefined, string | undefined])[] = [];
    const spied = tool as unknown as AnyTool;
    const execute: AnyTool['execute'] = (request, ctx) => {
      heard.push([ctx.callId, ctx.path]);
      return spied.execute(request, ctx);
    };
    return { heard, tool: { ...tool, execute: execute as Tool<WorldOperations>['execute'] } };
  };

  test('a write by its run and its place, a read not at all', async () => {
    const { world, ctx } = createStage();
    const { heard, tool } = spyOn(world.tool);
    const two = flow<unknown>()
      .to(invoke(tool, 'list_items', () => ({}), { as: 'before' }))
      .to(invoke(tool, 'create_item', () => ({ name: 'a' }), { as: 'mine' }));
    await runFlow(two, {}, ctx);
    expect(heard).toEqual([
      [undefined, 'before/'],
      ['run/mine', 'mine/'],
    ]);
    expect(world.items).toEqual([{ id: 'item-1', name: 'a', mark: 'run/mine' }]);
  });
});
