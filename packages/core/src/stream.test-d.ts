// oxlint-disable vitest/expect-expect -- the compiler asserts
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  type Failure,
  type HandlerContext,
  type PartOf,
  type Result,
  type Told,
  createContext,
  defineCatalog,
  defineOperation,
  pages,
  stream,
} from './index.ts';
import { type LogOperations, createLog } from './log.fixture.ts';

const ctx = createContext();
const tool = createLog([]);

test('S67: a part has the type of its operation; one that tells nothing has none', () => {
  expectTypeOf<PartOf<LogOperations, 'follow_log'>>().toEqualTypeOf<{ line: string }>();
  expectTypeOf<PartOf<LogOperations, 'count_lines'>>().toEqualTypeOf<never>();
});

test('S67: a stream gives parts, and at last the result of the very operation', () => {
  type Answer = Result<{ lines: number }, Failure<'follow_log'>>;
  const told = stream(tool, { operation: 'follow_log' }, ctx);
  expectTypeOf(told).toEqualTypeOf<AsyncGenerator<Told<{ line: string }, Answer>, void, undefined>>();
  // @ts-expect-error -- a misspelt operation
  void stream(tool, { operation: 'folow_log' }, ctx);
  // @ts-expect-error -- another operation's field
  void stream(tool, { operation: 'follow_log', size: 4 }, ctx);
});

test('either the part or the result is there', async () => {
  for await (const it of stream(tool, { operation: 'follow_log' }, ctx)) {
    // @ts-expect-error -- it may be the result
    void it.part.line;
    if (it.result === undefined) expectTypeOf(it.part).toEqualTypeOf<{ line: string }>();
    else expectTypeOf(it.result.meta.attempts).toEqualTypeOf<number>();
  }
});

test('pages are results of the very operation', () => {
  type Answer = Result<{ lines: string[]; more: boolean }, Failure<'list_lines'>>;
  const read = pages(tool, { operation: 'list_lines' }, ctx);
  expectTypeOf(read).toEqualTypeOf<AsyncGenerator<Answer, void, undefined>>();
  // @ts-expect-error -- a field of the wrong type
  void pages(tool, { operation: 'list_lines', size: 'all' }, ctx);
});

test('a handler tells what the part schema takes, and nothing when there is none', () => {
  expectTypeOf<HandlerContext<{ line: string }>['tell']>().parameters.toEqualTypeOf<[part: { line: string }]>();
  expectTypeOf<HandlerContext['tell']>().parameters.toEqualTypeOf<[part: never]>();
});

const door = z.object({ door: z.int() });
const open = {
  name: 'open',
  summary: '',
  effect: 'write',
  input: door,
  output: z.object({ was: z.boolean() }),
} as const;
const close = defineOperation({
  ...open,
  name: 'close',
  undo: { operation: 'open', request: ({ door: it }) => ({ door: it }) },
});

test('two operations can undo each other, and each by itself', () => {
  const opening = defineOperation({
    ...open,
    undo: { operation: 'close', request: ({ door: it }, { was }) => (was ? undefined : { door: it }) },
  });
  defineCatalog('house', { open: opening, close });
  const turn = defineOperation({ ...open, name: 'turn', undo: { operation: 'turn', request: () => ({ door: 1 }) } });
  defineCatalog('house', { turn });
});

test('an undo that the catalog cannot perform does not compile', () => {
  const lost = defineOperation({ ...open, undo: { operation: 'shut', request: () => ({ door: 1 }) } });
  // @ts-expect-error -- "undo of 'open' names 'shut', which is not in this catalog"
  defineCatalog('house', { open: lost, close });
  const wrong = defineOperation({ ...open, undo: { operation: 'close', request: () => ({ door: 'front' }) } });
  // @ts-expect-error -- "undo of 'open' does not fit the input of 'close'"
  defineCatalog('house', { open: wrong, close });
  const empty = defineOperation({ ...open, undo: { operation: 'close', request: () => ({}) } });
  // @ts-expect-error -- a field that the inverse needs is missing
  defineCatalog('house', { open: empty, close });
  // @ts-expect-error -- an undo is data: a name, and what it is given
  defineOperation({ ...open, undo: () => ({ operation: 'close', door: 1 }) });
});

test('pages of an operation are inputs of the very same one', () => {
  const lines = {
    name: 'lines',
    summary: '',
    effect: 'read',
    input: door,
    output: z.object({ next: z.int() }),
  } as const;
  defineOperation({
    ...lines,
    pages: { first: (input) => input, next: (_input, { next }) => (next === 0 ? undefined : { door: next }) },
  });
  // @ts-expect-error -- the next page's input does not fit
  defineOperation({ ...lines, pages: { first: (input) => input, next: () => ({ page: 2 }) } });
});
