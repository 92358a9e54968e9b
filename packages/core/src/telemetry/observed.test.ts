import { SpanStatusCode, context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { createManualClock } from '@strata/testing';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
// Imported before any provider is registered: instruments and tracers must start to work later.
import {
  RunInterrupted,
  Secret,
  createContext,
  createMemoryRuntime,
  fail,
  flow,
  gate,
  invoke,
  parallel,
  runFlow,
  saga,
  step,
  succeed,
} from '../index.ts';
import { createWorld, failing, refused } from '../world.fixture.ts';

const spans = new InMemorySpanExporter();
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 3_600_000 });
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
const meters = new MeterProvider({ readers: [reader] });
metrics.setGlobalMeterProvider(meters);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

beforeEach(() => spans.reset());
afterAll(async () => {
  await meters.shutdown();
  trace.disable();
  metrics.disable();
  context.disable();
});

const clock = createManualClock();
const ctxOf = (correlationId: string) => createContext({ clock, correlationId });

const named = (name: string): ReadableSpan => {
  const found = spans.getFinishedSpans().filter((it) => it.name === name);
  expect(found.map((it) => it.name)).toEqual([name]);
  return found[0] as ReadableSpan;
};
const parentOf = (span: ReadableSpan): string | undefined =>
  spans.getFinishedSpans().find((it) => it.spanContext().spanId === span.parentSpanContext?.spanId)?.name;

describe('the span of an operation', () => {
  test('S9: says which, for which run, by whom, and how it ended', async () => {
    const { tool } = createWorld();
    await tool.execute({ operation: 'list_items' }, { ...ctxOf('run-7'), agent: 'ana' });
    const span = named('world.list_items');
    expect(span.attributes).toEqual({
      'strata.tool': 'world',
      'strata.operation': 'list_items',
      'strata.effect': 'read',
      'strata.correlation_id': 'run-7',
      'strata.agent': 'ana',
      'strata.outcome': 'success',
    });
    expect([span.status.code, span.instrumentationScope.name]).toEqual([SpanStatusCode.UNSET, '@strata/core']);
  });

  test('of one that failed has the kind of the failure', async () => {
    const world = createWorld();
    world.interfere = failing('announce', refused);
    await world.tool.execute({ operation: 'announce', text: 'hi' }, ctxOf('run'));
    const span = named('world.announce');
    expect(span.attributes['strata.outcome']).toBe('refused');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'refused' });
  });

  test('is a child of the span that is active, or of the one that the context carries', async () => {
    const { tool } = createWorld();
    const tracer = trace.getTracer('test');
    const outer = tracer.startSpan('outer');
    const inOuter = trace.setSpan(context.active(), outer);
    await context.with(inOuter, () => tool.execute({ operation: 'list_items' }, ctxOf('run')));
    await tool.execute({ operation: 'create_item', name: 'a' }, { ...ctxOf('run'), trace: inOuter });
    outer.end();
    expect([parentOf(named('world.list_items')), parentOf(named('world.create_item'))]).toEqual(['outer', 'outer']);
  });
});

describe('the spans of a flow', () => {
  const shipping = ({ tool }: ReturnType<typeof createWorld>) =>
    saga<{ readonly name: string }>()
      .to(invoke(tool, 'create_item', ({ input }) => ({ name: input.name, note: 'hidden-note' })))
      .to(parallel({ left: step('check', async () => succeed('hidden-output')) }))
      .to(gate('approve', ({ input }) => ({ question: `Ship ${input.name}?` })));
  const runtime = createMemoryRuntime({ clock, decide: async () => ({ approved: false, by: 'bo' }) });

  test('are a tree, undoing included, with places and kinds', async () => {
    const world = createWorld();
    await runFlow(shipping(world), { name: 'a' }, { ...ctxOf('run-8'), runtime });
    const finished = spans.getFinishedSpans();
    expect(finished.map((it) => [it.name, parentOf(it)])).toEqual([
      ['world.create_item', 'flow.create_item'],
      ['flow.create_item', 'flow.run'],
      ['flow.check', 'flow.run'],
      ['flow.approve', 'flow.run'],
      ['world.delete_item', 'flow.run'],
      ['flow.run', undefined],
    ]);
    expect(named('flow.check').attributes).toEqual({
      'strata.flow.node_kind': 'step',
      'strata.flow.node_key': 'left/check',
      'strata.correlation_id': 'run-8',
      'strata.outcome': 'success',
    });
    expect(named('flow.approve').attributes['strata.outcome']).toBe('rejected');
    expect(named('flow.approve').status.code).toBe(SpanStatusCode.ERROR);
    expect(named('flow.run').attributes['strata.outcome']).toBe('failure');
  });

  test('show neither inputs nor outputs, and no secret', async () => {
    const world = createWorld();
    const token = new Secret('hidden-token');
    world.interfere = ({ operation }) => (operation === 'create_item' && token.reveal() === '' ? refused : undefined);
    await runFlow(shipping(world), { name: `hidden-name ${token.reveal()}` }, { ...ctxOf('run'), runtime });
    const shown = spans
      .getFinishedSpans()
      .map(({ name, attributes, events, status, links }) => ({ name, attributes, events, status, links }));
    expect(shown).toHaveLength(6);
    expect(JSON.stringify(shown)).not.toContain('hidden');
  });

  test('P13: of two flows side by side do not mix', async () => {
    const step1 = (name: string) => flow<unknown>().to(step('work', async () => succeed(name)));
    await Promise.all(['one', 'other'].map((name) => runFlow(step1(name), {}, ctxOf(name))));
    const work = spans.getFinishedSpans().filter((it) => it.name === 'flow.work');
    expect(work.map((it) => it.attributes['strata.correlation_id'])).toEqual(['one', 'other']);
    expect(new Set(work.map((it) => it.spanContext().traceId)).size).toBe(2);
  });

  test('end also when the runtime throws', async () => {
    const lost = { ...runtime, perform: () => Promise.reject(new Error('lost')) };
    await expect(
      runFlow(flow<unknown>().to(step('a', async () => succeed(1))), {}, { ...ctxOf('run'), runtime: lost }),
    ).rejects.toThrow('lost');
    expect(spans.getFinishedSpans().map((it) => it.name)).toEqual(['flow.a', 'flow.run']);
  });

  test('end also when a flow inside an operation is interrupted', async () => {
    const interrupted = createWorld();
    interrupted.interfere = () => Promise.reject(new RunInterrupted('it waits'));
    await expect(interrupted.tool.execute({ operation: 'list_items' }, ctxOf('run'))).rejects.toThrow('it waits');
    expect(spans.getFinishedSpans().map((it) => it.name)).toEqual(['world.list_items']);
  });
});

test('P10: what is measured arrives at a provider that was registered after the import', async () => {
  const { tool } = createWorld();
  await tool.execute({ operation: 'list_items' }, ctxOf('run'));
  await runFlow(flow<unknown>().to(step('no', async () => fail('no'))), {}, ctxOf('run'));
  await meters.forceFlush();
  const found =
    measured
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap((it) => it.metrics) ?? [];
  expect(found.map((it) => [it.descriptor.name, it.descriptor.unit])).toEqual([
    ['strata.operation.duration', 'ms'],
    ['strata.flow.duration', 'ms'],
  ]);
  expect(found[0]?.dataPoints.map((it) => it.attributes)).toContainEqual({
    'strata.tool': 'world',
    'strata.operation': 'list_items',
    'strata.effect': 'read',
    'strata.outcome': 'success',
  });
  expect(found[1]?.dataPoints.map((it) => it.attributes)).toContainEqual({ 'strata.outcome': 'failure' });
});
