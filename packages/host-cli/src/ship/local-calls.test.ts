import { type Tool, createContext, systemClock } from '@strata/core';
import type { GitOperations } from '@strata/l3-experts';
import { GitWrapper } from '@strata/l4-wrappers/git';
import { afterAll, expect, test } from 'vitest';
import { Workshop, redProject } from '../project.fixture.ts';
import { LocalCalls } from './local-calls.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.dispose]());

const removal = { operation: 'remove_scratch', path: '/nowhere' } as const;

test('it waits for the calls that run, and lets no other begin', async () => {
  const calls = new LocalCalls();
  const git = calls.policy(new GitWrapper());
  const copying = git.execute({ operation: 'create_scratch', cwd: workshop.folder(redProject) }, createContext());
  expect(await calls.close(systemClock, 60_000)).toEqual([]);
  const copied = await copying;
  expect(await git.execute(removal, createContext())).toMatchObject({ success: false, error: { kind: 'cancelled' } });
  if (copied.success) await new GitWrapper().execute({ ...removal, path: copied.data.path }, createContext());
});

test('what does not end is named, with its place in the flow', async () => {
  const calls = new LocalCalls();
  const { name, operations } = new GitWrapper();
  const stuck: Tool<GitOperations> = { name, operations, execute: () => new Promise<never>(() => {}) };
  void calls.policy(stuck).execute(removal, createContext({ path: 'run_ci/remove_before/' }));
  void calls.policy(stuck).execute(removal, createContext());
  expect(await calls.close(systemClock, 0)).toEqual([
    { operation: 'remove_scratch', at: 'run_ci/remove_before' },
    { operation: 'remove_scratch', at: 'remove_scratch' },
  ]);
});
