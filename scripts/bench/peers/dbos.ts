import assert from 'node:assert/strict';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { serve, stepsPerRun } from './peer.ts';
import { startPostgres } from './postgres.ts';

const ten = DBOS.registerWorkflow(
  async (input: number): Promise<number> => {
    let sum = input;
    for (let index = 0; index < stepsPerRun; index++)
      sum += await DBOS.runStep(async () => index, { name: `step${index}` });
    return sum;
  },
  { name: 'ten' },
);

await serve(async (folder, scope) => {
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: await startPostgres(folder, scope), logLevel: 'error' });
  await DBOS.launch();
  scope.defer(() => DBOS.shutdown());

  const first = await DBOS.startWorkflow(ten)(0);
  await first.getResult();
  const steps = await DBOS.listWorkflowSteps(first.workflowID);
  assert.equal(steps?.length, stepsPerRun, 'each step is in the database');
  return ten;
});
