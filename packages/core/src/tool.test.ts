import { expect, test } from 'vitest';
import { type AnyTool, createContext } from './index.ts';
import { lookForEffect } from './look-for-effect.ts';
import { inputOf } from './tool.ts';
import { createItem, createWorld } from './world.fixture.ts';

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
