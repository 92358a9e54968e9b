import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { Mastra } from '@mastra/core';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { LibSQLStore } from '@mastra/libsql';
import { z } from 'zod';
import { serve, stepsPerRun } from './peer.ts';

const schema = z.object({ sum: z.int() });
const stepOf = (index: number) =>
  createStep({
    id: `step${index}`,
    inputSchema: schema,
    outputSchema: schema,
    execute: async ({ inputData: { sum } }) => ({ sum: sum + index }),
  });

await serve(async (folder, scope) => {
  process.env['MASTRA_TELEMETRY_DISABLED'] = '1';
  // One connection: it is set to wait for no disk, those that a pool would open beside it are not, and make it slower.
  const client = createClient({ url: `file:${join(folder, 'runs.db')}`, concurrency: 1 });
  const storage = scope.adopt(new LibSQLStore({ id: 'bench', client }), (it) => it.close());
  let made = createWorkflow({ id: 'ten', inputSchema: schema, outputSchema: schema }).then(stepOf(0));
  for (let index = 1; index < stepsPerRun; index++) made = made.then(stepOf(index));
  const ten = new Mastra({ storage, workflows: { ten: made.commit() }, logger: false }).getWorkflow('ten');

  const start = async (input: number): Promise<{ readonly runId: string; readonly sum: number }> => {
    const run = await ten.createRun();
    const ended = await run.start({ inputData: { sum: input } });
    assert(ended.status === 'success', `a run was not successful: ${JSON.stringify(ended)}`);
    return { runId: run.runId, sum: ended.result.sum };
  };

  const { runId } = await start(0);
  const [kept] = (
    await client.execute({
      sql: `select count(*) as steps from mastra_workflow_snapshot, json_each(snapshot, '$.context')
        where run_id = ? and key like 'step%' and json_extract(value, '$.status') = 'success'`,
      args: [runId],
    })
  ).rows;
  assert.equal(kept?.['steps'], stepsPerRun, 'each step is in the database');
  const [pragma] = (await client.execute('pragma synchronous')).rows;
  assert.equal(pragma?.['synchronous'], 1, 'what is said beside its figure: it does not wait for the disk');
  return async (input) => (await start(input)).sum;
});
