import { GitWrapper } from '@strata/l4-wrappers/git';
import { createContext } from '@strata/core';
import { expect, test } from 'vitest';
import { GitExpert } from './git-expert.ts';

test('it can do what the wrapper can do, and hands failures on after one attempt', async () => {
  const wrapper = new GitWrapper();
  const expert = new GitExpert(wrapper);
  expect([expert.name, expert.operations]).toEqual([wrapper.name, wrapper.operations]);
  const answer = await expert.execute({ operation: 'status', cwd: '/no/such/folder' }, createContext());
  expect(answer).toMatchObject({ success: false, error: { retryable: false }, meta: { attempts: 1 } });
});

test('an option that does not fit is a TypeError that names it', () => {
  expect(() => new GitExpert(new GitWrapper(), { timeout: { limitMs: 0 } })).toThrow(/timeout: limitMs/);
});
