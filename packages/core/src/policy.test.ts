import { describe, expect, test } from 'vitest';
import { type Policy, compose, createContext, createPolicy, fail } from './index.ts';
import { createWorld } from './world.fixture.ts';

const ctx = createContext();

const named = (name: string, heard: string[]): Policy =>
  createPolicy(() => async (call, proceed) => {
    heard.push(`${name} before ${call.operation.effect}`);
    const answer = await proceed();
    heard.push(`${name} after`);
    return answer;
  });

describe('composing', () => {
  test('S20: puts the first policy outermost', async () => {
    const heard: string[] = [];
    const tool = compose(named('outer', heard), named('inner', heard))(createWorld().tool);
    await tool.execute({ operation: 'list_items' }, ctx);
    expect(heard).toEqual(['outer before read', 'inner before read', 'inner after', 'outer after']);
  });

  test('of nothing is the tool itself', () => {
    const { tool } = createWorld();
    expect(compose()(tool)).toBe(tool);
  });
});

test('a policy keeps the name and the operations of its tool', () => {
  const { tool } = createWorld();
  const wrapped = named('a', [])(tool);
  expect([wrapped.name, wrapped.operations]).toEqual([tool.name, tool.operations]);
});

test('a policy may answer itself, ask again, or hand on another context', async () => {
  const world = createWorld();
  const twice = createPolicy(() => async ({ ctx: given }, proceed) => {
    await proceed();
    return proceed({ ...given, callId: 'other' });
  });
  await twice(world.tool).execute({ operation: 'create_item', name: 'a' }, ctx);
  expect(world.items.map((it) => it.mark)).toEqual([undefined, 'other']);
  const never = createPolicy(
    () => async (call) =>
      fail({ kind: 'refused', operation: call.request.operation, message: 'no', retryable: false } as const),
  );
  expect(await never(world.tool).execute({ operation: 'list_items' }, ctx)).toMatchObject({
    error: { kind: 'refused' },
  });
  expect(world.calls).toHaveLength(2);
});

test('what a policy remembers belongs to one tool', async () => {
  const counting = createPolicy((tool) => {
    let calls = 0;
    return async (_call, proceed) => {
      const answer = await proceed();
      return answer.success ? { ...answer, data: { items: [{ id: tool.name, name: `call ${++calls}` }] } } : answer;
    };
  });
  const [one, other] = [counting(createWorld().tool), counting(createWorld().tool)];
  const nameOf = async (tool: typeof one) => {
    const answer = await tool.execute({ operation: 'list_items' }, ctx);
    return answer.success ? answer.data.items[0]?.name : undefined;
  };
  expect([await nameOf(one), await nameOf(one), await nameOf(other)]).toEqual(['call 1', 'call 2', 'call 1']);
});

test.each(['none', '__proto__', 'constructor'])(
  'an operation that the tool lacks (%s) is left to the tool to refuse',
  async (operation) => {
    const heard: string[] = [];
    const answer = await named('a', heard)(createWorld().tool).execute({ operation } as never, ctx);
    expect(answer).toMatchObject({ error: { kind: 'invalid_input' } });
    expect(heard).toEqual([]);
  },
);
