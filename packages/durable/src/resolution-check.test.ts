import { EffectUndecided, createTool, defineCatalog, defineOperation, flow, invoke, retry } from '@strata/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { endOf, idOf, open, storePath } from './engine.fixture.ts';
import { defineWorkflow } from './workflow.ts';

const hear = defineOperation({
  name: 'hear',
  summary: 'Hear what was said.',
  effect: 'read',
  input: z.object({}),
  output: z.object({}),
});

const say = defineOperation({
  name: 'say',
  summary: 'Say something that nobody can find again.',
  effect: 'write',
  irreversible: 'what is said is said',
  input: z.object({}),
  output: z.object({ heardBy: z.int() }),
  locate: {
    using: hear,
    request: () => ({}),
    pick: (): { heardBy: number } => {
      throw new EffectUndecided('nobody can tell');
    },
  },
});

const speaker = createTool({
  catalog: defineCatalog('speaker', { hear, say }),
  handlers: { hear: async () => ({}), say: () => Promise.reject<never>(new Error('the line was cut')) },
  classify: () => ({ kind: 'unavailable', message: 'the line was cut', mayHaveHappened: true }),
});

const says = flow<object>().to(
  retry((from) => from.to(invoke(speaker, 'say', () => ({}))), { attempts: 2, waitMs: 0 }),
);

test('S76: a wrong output that came through a process without the workflow is asked for again', async () => {
  const path = await storePath();
  const engine = open({ path, workflows: { says: defineWorkflow({ input: z.object({}), flow: says }) } });
  const runId = idOf(await engine.start('says', {}));
  const at = '#2/say';
  const asked = async () => (await engine.get(runId))?.attention?.[at];
  await expect.poll(asked).toMatchObject({ attempts: 1 });
  const other = open({ path });
  const wrong = { answer: 'happened', output: { heardBy: 'many' }, by: 'Ann' } as const;
  expect(await other.resolve(runId, at, wrong)).toMatchObject({ success: true });
  await expect
    .poll(asked)
    .toMatchObject({ attempts: 2, error: { message: expect.stringContaining('heardBy') as unknown } });
  await other.resolve(runId, at, { ...wrong, output: { heardBy: 3 } });
  expect(await endOf(engine, runId)).toMatchObject({ data: { heardBy: 3 } });
});
