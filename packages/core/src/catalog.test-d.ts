// oxlint-disable vitest/expect-expect -- the compiler asserts
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  type Failure,
  type Policy,
  type Result,
  type Tool,
  compose,
  createContext,
  defineCatalog,
  defineOperation,
} from './index.ts';
import { type WorldOperations, announce, createItem, createWorld, deleteItem, listItems } from './world.fixture.ts';

const ctx = createContext();
const { tool } = createWorld();

test('S1: an answer is exactly that of its operation', () => {
  const made = tool.execute({ operation: 'create_item', name: 'a' }, ctx);
  expectTypeOf(made).resolves.toEqualTypeOf<Result<{ id: string; name: string }, Failure<'create_item'>>>();
  const listed = tool.execute({ operation: 'list_items' }, ctx);
  expectTypeOf(listed).resolves.toEqualTypeOf<
    Result<{ items: { id: string; name: string; mark?: string | undefined }[] }, Failure<'list_items'>>
  >();
});

test('data is there only after asking whether it is a success', async () => {
  const answer = await tool.execute({ operation: 'create_item', name: 'a' }, ctx);
  // @ts-expect-error -- it may have failed
  void answer.data;
  if (answer.success) expectTypeOf(answer.data.id).toEqualTypeOf<string>();
  else expectTypeOf(answer.error.operation).toEqualTypeOf<'create_item'>();
});

test("a failure's kind says what else it holds", async () => {
  const answer = await tool.execute({ operation: 'list_items' }, ctx);
  if (answer.success) return;
  expectTypeOf(answer.error.retryable).toEqualTypeOf<boolean>();
  if (answer.error.kind === 'rate_limited') {
    expectTypeOf(answer.error.retryAfterMs).toEqualTypeOf<number>();
    expectTypeOf(answer.error.retryable).toEqualTypeOf<true>();
  }
  if (answer.error.kind === 'conflict') expectTypeOf(answer.error.retryable).toEqualTypeOf<false>();
});

test('S2: a request that does not fit does not compile', () => {
  // @ts-expect-error -- a misspelt operation
  void tool.execute({ operation: 'creat_item', name: 'a' }, ctx);
  // @ts-expect-error -- a missing field
  void tool.execute({ operation: 'create_item' }, ctx);
  // @ts-expect-error -- a field of the wrong type
  void tool.execute({ operation: 'create_item', name: 4 }, ctx);
  // @ts-expect-error -- another operation's field
  void tool.execute({ operation: 'create_item', name: 'a', text: 'b' }, ctx);
  // @ts-expect-error -- no context
  void tool.execute({ operation: 'list_items' });
});

test('policies keep the types of their tool', () => {
  const policy = ((it) => it) as Policy;
  expectTypeOf(compose(policy, policy)(tool)).toEqualTypeOf<Tool<WorldOperations>>();
  const made = compose(policy)(tool).execute({ operation: 'create_item', name: 'a' }, ctx);
  expectTypeOf(made).resolves.toEqualTypeOf<Result<{ id: string; name: string }, Failure<'create_item'>>>();
});

const item = { create_item: createItem, delete_item: deleteItem, list_items: listItems };
const lock = {
  name: 'lock',
  summary: '',
  effect: 'write',
  input: z.object({ id: z.string() }),
  output: z.object({}),
} as const;
const undo = { operation: 'delete_item', request: () => ({ name: 'a' }) } as const;
const badUndo = defineOperation({ ...lock, undo });
const badLocate = defineOperation({
  name: 'lock',
  summary: '',
  effect: 'write',
  input: z.object({ id: z.string() }),
  output: z.object({}),
  locate: { using: deleteItem, request: () => ({ id: '' }), pick: () => ({}) },
});

test('a catalog that its operations do not fit does not compile', () => {
  defineCatalog('world', item);
  // @ts-expect-error -- another key than the operation's name
  defineCatalog('world', { say: announce });
  // @ts-expect-error -- an undo that is not there
  defineCatalog('world', { create_item: createItem, list_items: listItems });
  // @ts-expect-error -- a locate that is not there
  defineCatalog('world', { create_item: createItem, delete_item: deleteItem });
  // @ts-expect-error -- an undo that does not fit the operation it names
  defineCatalog('world', { ...item, lock: badUndo });
  const { name, summary, effect, input } = listItems;
  const other = defineOperation({ name, summary, effect, input, output: z.object({ items: z.string() }) });
  // @ts-expect-error -- a locate by another operation of the same name
  defineCatalog('world', { ...item, list_items: other });
  // @ts-expect-error -- a locate that writes
  defineCatalog('world', { delete_item: deleteItem, lock: badLocate });
});

test("an operation's own functions are typed by its schemas", () => {
  defineOperation({
    ...lock,
    undo: {
      operation: 'unlock',
      request: (input, output) => {
        expectTypeOf(input).toEqualTypeOf<{ id: string }>();
        expectTypeOf(output).toEqualTypeOf<Record<string, never>>();
        return { id: input.id };
      },
    },
    locate: {
      using: listItems,
      request: (input) => {
        expectTypeOf(input).toEqualTypeOf<{ id: string }>();
        return { name: input.id };
      },
      pick: (found, input, callId) => {
        expectTypeOf(callId).toEqualTypeOf<string>();
        return found.items.some((it) => it.id === input.id) ? {} : undefined;
      },
    },
  });
});
