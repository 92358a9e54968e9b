import { expect, test } from 'vitest';
import { type AnyTool, createContext, inverseOf } from './index.ts';
import { lookForEffect } from './look-for-effect.ts';
import { inputOf } from './tool.ts';
import { announce, createItem, createWorld, renameItem } from './world.fixture.ts';

test("an operation's own functions are given its input as the tool reads it", () => {
  const operation = createItem as never;
  expect(inputOf(operation, { operation: 'create_item', name: 'a' } as never)).toEqual({ name: 'a', note: '' });
  expect(inputOf(operation, { operation: 'create_item', name: 4 } as never)).toEqual({ name: 4 });
});

test('looking for an effect finds the output that the very call would have given, or nothing', async () => {
  const { tool, items } = createWorld();
  items.push({ id: 'item-7', name: 'a', mark: 'mine' });
  const request = { operation: 'create_item', name: 'a' };
  const look = (callId: string) => lookForEffect(tool as unknown as AnyTool, request, createContext(), callId);
  expect(await look('mine')).toMatchObject({ success: true, data: { id: 'item-7', name: 'a' } });
  expect(await look('of another')).toMatchObject({ success: true, data: undefined });
});

test.each(['announce', 'none'])(
  'for %s, which does not say how to look, there is nothing to be had',
  async (operation) => {
    const { tool } = createWorld();
    expect(await lookForEffect(tool as unknown as AnyTool, { operation }, createContext(), 'x')).toBeUndefined();
  },
);

test('the request that takes a call back is that of its undo, made of its input and its output', () => {
  const inverse = (operation: object | undefined, request: object, output: unknown) =>
    inverseOf(operation as never, request as never, output);
  const renamed = { operation: 'rename_item', id: 'item-1', name: 'b' };
  expect(inverse(createItem, { operation: 'create_item', name: 'a' }, { id: 'item-1' })).toEqual({
    operation: 'delete_item',
    id: 'item-1',
  });
  expect(inverse(renameItem, renamed, { before: 'a', name: 'b' })).toEqual({
    operation: 'rename_item',
    id: 'item-1',
    name: 'a',
  });
  // It changed nothing; nothing undoes it; the tool does not have it.
  expect(inverse(renameItem, renamed, { before: 'b', name: 'b' })).toBeUndefined();
  expect(inverse(announce, { operation: 'announce', text: 'hi' }, { heardBy: 1 })).toBeUndefined();
  expect(inverse(undefined, { operation: 'none' }, {})).toBeUndefined();
});
