import { createContext } from '@strata/core';
import { type HistoryEntry, anyTool } from '@strata/durable';
import { GitExpert, GitHubExpert } from '@strata/l3-experts';
import { GitWrapper } from '@strata/l4-wrappers/git';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
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

test('S103: what was written down is remembered as what was called: by its operation, and gone when it was taken away', () => {
  const entry = (kind: HistoryEntry['kind'], at: string, value: unknown): HistoryEntry => ({
    kind,
    at,
    time: 0,
    value,
  });
  const done = (at: string, request: object, output: unknown) => [
    entry('intent', at, { request }),
    entry('succeeded', at, output),
  ];
  const scratch = { path: '/tmp/copy/tree', workdir: '/tmp/copy/tree', head: null };
  const branch = { branch: 'fix', sha: 'a'.repeat(40), url: '' };
  const made = { operation: 'create_branch', repo: 'octo/app', branch: 'fix', from: 'a'.repeat(40) };
  const history = [
    ...done('run_ci/before', { operation: 'create_scratch', cwd: '/project' }, scratch),
    ...done('run_ci/remove_before', { operation: 'remove_scratch', path: scratch.path }, { removed: true }),
    entry('succeeded', 'run_ci', { baseline: 1, tests: 2 }),
    ...done('create_branch', made, branch),
    ...done('other', { ...made, branch: 'other' }, { ...branch, branch: 'other' }),
  ];
  const tools = [anyTool(new GitExpert(new GitWrapper())), anyTool(new GitHubExpert(new GitHubAPIWrapper()))];
  const record = new CallRecord();
  record.recall(history, tools);
  // Twice is as once.
  record.recall(history, tools);
  const standing = () => record.standing().map(({ at, operation }) => `${at}: ${operation}`);
  expect(standing()).toEqual(['other: create_branch', 'create_branch: create_branch']);
  expect(record.outputOf('run_ci')).toEqual({ baseline: 1, tests: 2 });
  record.recall(
    [...history, ...done('other!undo', { operation: 'delete_branch', repo: 'octo/app', branch: 'other' }, {})],
    tools,
  );
  expect(standing()).toEqual(['create_branch: create_branch']);
});
