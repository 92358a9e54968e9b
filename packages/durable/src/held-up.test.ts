import { DatabaseSync } from 'node:sqlite';
import { flow, sleep } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { idOf, open, storePath } from './engine.fixture.ts';
import { defineWorkflow } from './workflow.ts';

const naps = defineWorkflow({ input: z.object({}), flow: flow<object>().to(sleep('a nap', 4000)) });

test('S100: a run that is due while another process holds the file is gone on with afterwards', async () => {
  const path = await storePath();
  const clock = createManualClock();
  const engine = open({ path, clock, workflows: { naps } });
  const runId = idOf(await engine.start('naps', {}));
  await expect.poll(async () => (await engine.get(runId))?.status).toBe('waiting');
  const holder = new DatabaseSync(path);
  holder.exec('begin immediate');
  await clock.advance(4000);
  expect(await engine.get(runId)).toMatchObject({ status: 'waiting' });
  holder.exec('rollback');
  holder.close();
  await clock.advance(500);
  expect(await engine.result(runId)).toMatchObject({ data: { success: true } });
});
