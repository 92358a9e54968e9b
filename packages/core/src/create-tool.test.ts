import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type RateLimit, createContext, createTool, defineCatalog, defineOperation } from './index.ts';
import { createWorld, cut, failing, refused } from './world.fixture.ts';

const clock = createManualClock();
const ctx = createContext({ clock, correlationId: 'c' });

describe('a request', () => {
  test('is parsed before the handler sees it: defaults are filled in', async () => {
    const world = createWorld();
    const answer = await world.tool.execute({ operation: 'create_item', name: 'a' }, ctx);
    expect(answer).toMatchObject({ success: true, data: { id: 'item-1', name: 'a' } });
    expect(world.calls).toEqual([{ operation: 'create_item', input: { name: 'a', note: '' }, count: 1 }]);
  });

  // Callers that the compiler does not check: hosts, language models.
  test.each(['creat_item', '__proto__', 'constructor', 'toString', undefined])(
    'for the unknown operation %s is refused, and what there is is named',
    async (operation) => {
      const answer = await createWorld().tool.execute({ operation } as never, ctx);
      expect(answer).toMatchObject({ success: false, error: { kind: 'invalid_input', retryable: false } });
      expect(answer).toMatchObject({
        error: {
          message: `world has no operation '${operation}'`,
          hint: 'It has: list_items, create_item, delete_item, rename_item, announce, stamp_item.',
          issues: [{ path: 'operation' }],
        },
      });
    },
  );

  test('S1: that does not fit is refused with every field that is wrong', async () => {
    const world = createWorld();
    const answer = await world.tool.execute({ operation: 'create_item', name: '', note: 4 } as never, ctx);
    expect(answer).toMatchObject({
      error: { kind: 'invalid_input', operation: 'create_item', issues: [{ path: 'name' }, { path: 'note' }] },
    });
    expect(answer.success ? '' : answer.error.message).toMatch(/^name: .+; note: .+$/);
    expect(world.calls).toEqual([]);
  });

  test('S1: with a field that the operation does not have is refused: a slip of the pen must not be lost', async () => {
    const world = createWorld();
    const answer = await world.tool.execute(
      { operation: 'create_item', name: 'a', note: 'b', nmae: 'c' } as never,
      ctx,
    );
    expect(answer).toMatchObject({
      error: {
        kind: 'invalid_input',
        issues: [{ path: 'nmae' }],
        message: expect.stringMatching(/^nmae: .+ it has: name, note$/) as unknown,
      },
      meta: { attempts: 0 },
    });
    expect(world.calls).toEqual([]);
  });

  test('an operation that takes any fields takes any', async () => {
    const given = z.looseObject({ a: z.int() });
    const loose = defineOperation({ name: 'loose', summary: 'x', effect: 'read', input: given, output: z.object({}) });
    const tool = createTool({
      catalog: defineCatalog('any', { loose }),
      handlers: { loose: async () => ({}) },
      classify: () => undefined,
    });
    expect(await tool.execute({ operation: 'loose', a: 1, b: 2 }, ctx)).toMatchObject({ success: true });
  });

  test('under an aborted signal is not sent', async () => {
    const world = createWorld();
    const answer = await world.tool.execute({ operation: 'list_items' }, { ...ctx, signal: AbortSignal.abort() });
    expect(answer).toMatchObject({ error: { kind: 'cancelled', mayHaveHappened: false, retryable: false } });
    expect(world.calls).toEqual([]);
  });
});

const output = z.object({ lines: z.array(z.object({ text: z.string() })) });
const input = z
  .object({ where: z.object({ lines: z.array(z.int()) }) })
  .refine((it) => it.where.lines.length < 3, 'too many');
const paper = defineCatalog('paper', {
  read: defineOperation({ name: 'read', summary: 'Read.', effect: 'read', input, output }),
  write: defineOperation({ name: 'write', summary: 'Write.', effect: 'write', irreversible: 'ink', input, output }),
});

const paperThat = (handle: (rateLimit: (told: RateLimit) => void) => Promise<unknown>) => {
  // A handler that answers wrongly: what the compiler refuses, a tool does.
  const handler = (_input: unknown, inner: { readonly reportRateLimit: (told: RateLimit) => void }) =>
    handle(inner.reportRateLimit) as Promise<never>;
  return createTool({ catalog: paper, handlers: { read: handler, write: handler }, classify: () => undefined });
};

const where = { lines: [1] };

describe('an answer', () => {
  test('comes with how long it took and what the tool said of its quota', async () => {
    const quota = { limit: 60, remaining: 59, resetsAt: 5 };
    const tool = paperThat(async (report) => {
      await clock.advance(30);
      report(quota);
      return { lines: [] };
    });
    const answer = await tool.execute({ operation: 'read', where }, ctx);
    expect(answer).toEqual({
      success: true,
      data: { lines: [] },
      meta: { durationMs: 30, attempts: 1, rateLimit: quota },
    });
  });

  test.each([
    ['read', false],
    ['write', true],
  ] as const)(
    'that does not fit the schema of a %s is unexpected; that it has happened: %s',
    async (operation, doubtful) => {
      const tool = paperThat(async () => ({ lines: [{ text: 'good' }, { text: 5 }] }));
      const answer = await tool.execute({ operation, where }, ctx);
      expect(answer).toMatchObject({ error: { kind: 'unexpected_answer', mayHaveHappened: doubtful } });
      expect(answer.success ? '' : answer.error.message).toContain('lines[1].text: ');
    },
  );

  test('holds no more than the schema names', async () => {
    const answer = await paperThat(async () => ({ lines: [], secret: 1 })).execute({ operation: 'read', where }, ctx);
    expect(answer).toMatchObject({ data: { lines: [] } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});

test('an issue is told by its path, and one of the whole by its message', async () => {
  const tool = paperThat(async () => ({ lines: [] }));
  const deep = await tool.execute({ operation: 'read', where: { lines: [1, 2.5] } }, ctx);
  expect(deep).toMatchObject({ error: { issues: [{ path: 'where.lines[1]' }] } });
  const whole = await tool.execute({ operation: 'read', where: { lines: [1, 2, 3] } }, ctx);
  expect(whole).toMatchObject({ error: { message: 'too many', issues: [{ path: '' }] } });
});

describe('what a handler throws', () => {
  test('is what the tool says that it is', async () => {
    const world = createWorld();
    world.interfere = failing('announce', cut);
    expect(await world.tool.execute({ operation: 'announce', text: 'hi' }, ctx)).toMatchObject({
      error: { kind: 'unavailable', operation: 'announce', retryable: true, mayHaveHappened: true },
    });
    world.interfere = failing('announce', refused);
    expect(await world.tool.execute({ operation: 'announce', text: 'hi' }, ctx)).toMatchObject({
      error: { kind: 'refused', retryable: false, message: 'not today' },
    });
  });

  test.each([
    ['read', false],
    ['write', true],
  ] as const)('in a %s is a defect when nobody knows it; that it has happened: %s', async (operation, doubtful) => {
    const tool = paperThat(() => Promise.reject(new RangeError('off by one')));
    expect(await tool.execute({ operation, where }, ctx)).toMatchObject({
      error: { kind: 'defect', message: 'RangeError: off by one', retryable: false, mayHaveHappened: doubtful },
    });
  });
});

describe('S66: in a dry run', () => {
  const dry = { ...ctx, dryRun: true };

  test('a write is checked, and then not performed; its input is shown as the tool reads it', async () => {
    const world = createWorld();
    expect(await world.tool.execute({ operation: 'create_item', name: 'a' }, dry)).toMatchObject({
      error: {
        kind: 'dry_run',
        operation: 'create_item',
        retryable: false,
        message: "'create_item' was not performed: this is a dry run",
        input: { name: 'a', note: '' },
      },
    });
    expect(await world.tool.execute({ operation: 'delete_item', id: 'item-1' }, dry)).toMatchObject({
      error: { kind: 'dry_run' },
    });
    expect(await world.tool.execute({ operation: 'create_item', name: '' }, dry)).toMatchObject({
      error: { kind: 'invalid_input' },
    });
    expect(world.calls).toEqual([]);
  });

  test('a read is performed', async () => {
    const world = createWorld();
    expect(await world.tool.execute({ operation: 'list_items' }, dry)).toMatchObject({ success: true });
    expect(world.called()).toEqual(['list_items']);
  });
});
