import { createContext } from '@strata/core';
import { GitWrapper } from '@strata/l4-wrappers/git';
import { afterAll, expect, test } from 'vitest';
import { Workshop, redProject } from '../project.fixture.ts';
import { CallRecord } from './call-record.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.dispose]());

test('a write stands until the request that takes it back has succeeded, whoever makes that', async () => {
  const record = new CallRecord();
  const git = record.policy(new GitWrapper());
  const ctx = createContext({ path: 'before/' });
  const made = await git.execute({ operation: 'create_scratch', cwd: workshop.folder(redProject) }, ctx);
  if (!made.success) throw new Error(made.error.message);
  expect(record.outputOf('create_scratch')).toEqual(made.data);
  expect(record.standing()).toEqual([
    {
      at: 'before',
      operation: 'create_scratch',
      output: made.data,
      inverse: { operation: 'remove_scratch', path: made.data.path },
    },
  ]);
  await git.execute({ operation: 'remove_scratch', path: made.data.path }, createContext({ path: 'remove_before/' }));
  expect(record.standing()).toEqual([]);
});

test('a failure is traced to the operation that answered with it first', async () => {
  const record = new CallRecord();
  const ctx = createContext();
  const failed = await record
    .policy(new GitWrapper())
    .execute({ operation: 'create_scratch', cwd: '/no/such/folder' }, ctx);
  if (failed.success) throw new Error('there is such a folder');
  expect(record.originOf({ ...failed.error, operation: 'run_ci' })).toBe('create_scratch');
  expect(record.originOf({ ...failed.error, operation: 'run_ci', message: 'another' })).toBe('run_ci');
  expect(record.standing()).toEqual([]);
});
