import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { createManualClock } from '@strata/testing';
import { afterAll, expect, test } from 'vitest';
import { createContext, flow, invoke, runFlow, step, succeed } from '../index.ts';
import { createWorld } from '../world.fixture.ts';

const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const meters = new MeterProvider({ readers: [reader] });
metrics.setGlobalMeterProvider(meters);
afterAll(async () => {
  await meters.shutdown();
  metrics.disable();
});

test('who measures, and takes no spans, gets measurements and pays for no spans', async () => {
  const { tool } = createWorld();
  const both = flow<unknown>()
    .to(invoke(tool, 'list_items', () => ({})))
    .to(step('untraced', async (_outputs, ctx) => succeed(ctx.trace === undefined)));
  expect(await runFlow(both, {}, createContext({ clock: createManualClock() }))).toMatchObject({ data: true });
  await tool.execute({ operation: 'delete_item' } as never, createContext());
  await meters.forceFlush();
  const [operations] =
    exporter
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap((it) => it.metrics) ?? [];
  expect(operations?.dataPoints.map((it) => it.attributes['strata.outcome'])).toEqual(['success', 'invalid_input']);
});
