import { readFileSync } from 'node:fs';
import { createManualClock } from '@strata/testing';
import { expect, test } from 'vitest';
import { createContext, flow, invoke, runFlow, step, succeed } from '../index.ts';
import { createWorld } from '../world.fixture.ts';
import { instruments } from './metrics.ts';

test('A21, P10: nothing but the API is needed to import and to run, and nothing is recorded', async () => {
  const world = createWorld();
  const both = flow<unknown>()
    .to(invoke(world.tool, 'create_item', () => ({ name: 'a' })))
    .to(step('trace', async (_outputs, ctx) => succeed(ctx.trace === undefined)));
  expect(await runFlow(both, {}, createContext({ clock: createManualClock() }))).toMatchObject({ data: true });
});

test('the instruments are made once per provider', () => {
  expect(instruments()).toBe(instruments());
});

test('A21: the package depends on zod and the telemetry API alone', () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(Object.keys((manifest as { readonly dependencies: object }).dependencies).toSorted()).toEqual([
    '@opentelemetry/api',
    'zod',
  ]);
});
