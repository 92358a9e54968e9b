import { createManager, defineCatalog, defineOperation, flow, gate, invoke } from '@strata/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { endOf, idOf, open } from './engine.fixture.ts';
import { anyTool } from './registry.ts';

const ask = defineOperation({
  name: 'ask',
  summary: 'Ask somebody.',
  effect: 'write',
  irreversible: 'what is asked is asked',
  input: z.object({}),
  output: z.object({ by: z.string() }),
});
const catalog = defineCatalog('desk', { ask });
const asking = createManager(catalog, { ask: flow<object>().to(gate('open', () => ({ question: '?' }))) });

test('S70: an operation that is a flow parks inside, and is gone on with there', async () => {
  const engine = open({ tools: [anyTool(asking)] });
  const runId = idOf(await engine.request('desk', { operation: 'ask' }));
  await expect.poll(async () => (await engine.get(runId))?.status).toBe('waiting');
  await engine.decide(runId, 'ask/open', { by: 'ann', approved: true });
  expect(await endOf(engine, runId)).toMatchObject({ success: true, data: { by: 'ann' } });
});

test('a manager that does not say that its operations are flows is a mistake that shows', async () => {
  const silent = { ...asking, operations: catalog.operations };
  const workflow = flow<unknown>().to(invoke(silent, 'ask', () => ({})));
  const engine = open({ workflows: { silent: { input: z.unknown(), flow: workflow } } });
  const runId = idOf(await engine.start('silent', null));
  expect(await endOf(engine, runId)).toMatchObject({
    success: false,
    error: {
      kind: 'defect',
      message: expect.stringContaining("'ask' is a flow, and its tool does not say so") as unknown,
    },
  });
});
