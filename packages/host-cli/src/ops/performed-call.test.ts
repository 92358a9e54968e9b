import { type HandlerContext, createTool, defineCatalog, defineOperation } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Interruption } from '../interrupt.ts';
import { memoryIo } from '../memory-io.fixture.ts';
import { type CallForm, createCallDesk } from './call-desk.ts';
import type { CallOptions } from './call-order.ts';
import { performCall } from './performed-call.ts';

const definition = { input: z.object({}), output: z.object({}), part: z.object({ line: z.string() }) };
const read = defineOperation({ ...definition, name: 'read', summary: 'Read.', effect: 'read' });
const write = defineOperation({
  ...definition,
  name: 'write',
  summary: 'Write.',
  effect: 'write',
  irreversible: 'ink',
});
const catalog = defineCatalog('paper', { read, write });

type Work = (input: object, ctx: HandlerContext<{ line: string }>) => Promise<object>;

/** Calls an operation of a tool that does `work`, as `ops call` does, without its command line. */
const callOf = (
  work: Work,
  name: 'read' | 'write',
  given: Partial<CallOptions> = {},
  form: CallForm = 'text',
  terminal = false,
) => {
  const tool = createTool({
    catalog,
    handlers: { read: work as never, write: work as never },
    classify: () => undefined,
  });
  const io = memoryIo({}, terminal);
  const caller = new AbortController();
  const { promise: abandoned, resolve: abandon } = Promise.withResolvers<void>();
  const interruption: Interruption = {
    signal: caller.signal,
    abandoned,
    settle: () => {},
    request: () => {},
    [Symbol.dispose]: () => {},
  };
  const options: CallOptions = { json: false, jsonLines: false, dryRun: false, yes: false, ...given };
  const desk = createCallDesk(io, form);
  const found = { tool, operation: tool.operations[name] } as never;
  return { io, caller, abandon, desk, ended: performCall(found, {}, { io, options, desk, interruption }) };
};

const forever: Work = (_input, ctx) =>
  new Promise((resolve) => {
    ctx.signal.addEventListener('abort', () => resolve({}));
  });

describe('S67: what an operation tells', () => {
  const telling: Work = async (_input, ctx) => {
    await ctx.tell({ line: 'one' });
    await ctx.tell({ line: 'two' });
    return {};
  };

  test('goes to stderr for people, so that stdout holds the result', async () => {
    const { io, desk, ended } = callOf(telling, 'read');
    expect(await ended).toMatchObject({ answer: { success: true } });
    await desk.flushed();
    expect([io.stderr.text, io.stdout.text]).toEqual(['one\ntwo\n', '']);
  });

  test('is a line each with --json-lines', async () => {
    const { io, desk, ended } = callOf(telling, 'read', { jsonLines: true }, 'json-lines');
    await ended;
    await desk.flushed();
    expect(io.stdout.text).toBe('{"part":{"line":"one"}}\n{"part":{"line":"two"}}\n');
  });

  test('is not asked for when one document is wanted, unless a person reads along', async () => {
    const heard: boolean[] = [];
    const work: Work = async (input, ctx) => (heard.push(ctx.isHeard), telling(input, ctx));
    await callOf(work, 'read', { json: true }, 'json').ended;
    const watched = callOf(work, 'read', { json: true }, 'json', true);
    await watched.ended;
    await watched.desk.flushed();
    expect(heard).toEqual([false, true]);
    expect([watched.io.stderr.text, watched.io.stdout.text]).toEqual(['one\ntwo\n', '']);
  });
});

describe('S65: the name of a call', () => {
  const named = async (name: 'read' | 'write', given: Partial<CallOptions> = {}) => {
    const seen: { readonly callId: string | undefined; readonly retried: boolean | undefined }[] = [];
    const work: Work = async (_input, { callId, retried }) => (seen.push({ callId, retried }), {});
    const { callId } = await callOf(work, name, given).ended;
    expect(seen.map((call) => call.callId)).toEqual([callId]);
    return { callId, retried: seen[0]?.retried };
  };

  test('is its own for each write, and a read has none', async () => {
    const [one, other] = [await named('write'), await named('write')];
    expect(one.callId).toMatch(/^\S+$/);
    expect(one.callId).not.toBe(other.callId);
    expect(one.retried).toBeUndefined();
    expect(await named('read')).toEqual({ callId: undefined, retried: undefined });
  });
});

describe('S34: stopping', () => {
  test('once ends the work and waits for it', async () => {
    const begun = Promise.withResolvers<void>();
    const work: Work = (input, ctx) => {
      begun.resolve();
      return forever(input, ctx);
    };
    const { caller, ended } = callOf(work, 'read');
    await begun.promise;
    caller.abort();
    expect(await ended).toMatchObject({ abandoned: false, answer: { success: true } });
  });

  test.each([
    ['read', false],
    ['write', true],
  ] as const)('twice waits no longer; that a %s has happened: %s', async (name, mayHaveHappened) => {
    const { abandon, ended } = callOf(() => new Promise(() => {}), name, { json: true });
    abandon();
    expect(await ended).toMatchObject({ abandoned: true, answer: { error: { kind: 'cancelled', mayHaveHappened } } });
  });
});

test('a time limit ends the work', async () => {
  const { ended } = callOf(forever, 'read', { timeoutMs: 1 });
  expect(await ended).toMatchObject({ abandoned: false, answer: { error: { kind: 'timed_out', limitMs: 1 } } });
});

test('who acts, and why, travels with the call', async () => {
  const seen: unknown[] = [];
  const work: Work = async (_input, { agent, reason, dryRun }) => {
    seen.push({ agent, reason, dryRun });
    return {};
  };
  await callOf(work, 'write', { agent: 'ann', reason: 'it is wrong' }).ended;
  await callOf(work, 'write', { dryRun: true }).ended;
  expect(seen).toEqual([{ agent: 'ann', reason: 'it is wrong', dryRun: false }]);
});
