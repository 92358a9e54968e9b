import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createManualClock } from '@strata/testing';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createContext, createPolicy, tracedCall } from '../index.ts';
import { createWorld, failing, refused } from '../world.fixture.ts';

const spans = new InMemorySpanExporter();
beforeEach(() => spans.reset());
afterAll(() => {
  trace.disable();
  context.disable();
});

const traced = createPolicy(() => tracedCall);
const ctx = createContext({ clock: createManualClock(), correlationId: 'run' });

test('without telemetry a call passes as it is', async () => {
  const { tool } = createWorld();
  expect(await traced(tool).execute({ operation: 'list_items' }, ctx)).toMatchObject({ success: true });
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

test('a call has a span, with what the policies below it did, around those of the tool', async () => {
  const twice = createPolicy(() => async (_call, proceed) => {
    await proceed();
    const answer = await proceed();
    return { ...answer, meta: { ...answer.meta, attempts: 2, waitedMs: 1500, cached: false } };
  });
  const { tool } = createWorld();
  await traced(twice(tool)).execute({ operation: 'list_items' }, { ...ctx, agent: 'ann' });
  const [first, second, outer] = spans.getFinishedSpans();
  expect([first?.name, second?.name, outer?.name]).toEqual([
    'world.list_items',
    'world.list_items',
    'call world.list_items',
  ]);
  expect(second?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  expect(outer?.attributes).toEqual({
    'strata.tool': 'world',
    'strata.operation': 'list_items',
    'strata.effect': 'read',
    'strata.correlation_id': 'run',
    'strata.agent': 'ann',
    'strata.outcome': 'success',
    'strata.attempts': 2,
    'strata.cached': false,
    'strata.waited_ms': 1500,
  });
});

test('one that fails, or ends in a bug, says so', async () => {
  const world = createWorld();
  world.interfere = failing('announce', refused);
  await traced(world.tool).execute({ operation: 'announce', text: 'hi' }, ctx);
  const broken = { ...world.tool, execute: () => Promise.reject(new Error('bug')) };
  await expect(traced(broken).execute({ operation: 'list_items' }, ctx)).rejects.toThrow('bug');
  const ended = spans.getFinishedSpans().filter(({ name }) => name.startsWith('call '));
  expect(ended.map(({ status }) => status)).toEqual([
    { code: SpanStatusCode.ERROR, message: 'refused' },
    { code: SpanStatusCode.ERROR, message: 'defect' },
  ]);
});
