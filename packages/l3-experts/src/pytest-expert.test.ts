import { tmpdir } from 'node:os';
import { type Tool, createContext } from '@strata/core';
import { PyTestCLIWrapper, type PyTestOperations } from '@strata/l4-wrappers/pytest';
import { createManualClock } from '@strata/testing';
import { expect, test } from 'vitest';
import { PyTestExpert } from './pytest-expert.ts';

const wrapper = new PyTestCLIWrapper({ python: '/no/such/python' });

test('a failure is handed on as it is, after one attempt and without a wait', async () => {
  const clock = createManualClock();
  const expert = new PyTestExpert(wrapper);
  const answer = await expert.execute({ operation: 'collect_tests', cwd: tmpdir() }, createContext({ clock }));
  expect(answer).toMatchObject({
    success: false,
    error: { kind: 'tool_missing' },
    meta: { attempts: 1, durationMs: 0 },
  });
  expect(clock.pending).toBe(0);
});

test('it can do what the wrapper can do, and fits where that is wanted', () => {
  const expert = new PyTestExpert(wrapper);
  const asWrapper: Tool<PyTestOperations> = expert;
  expect(asWrapper.name).toBe(wrapper.name);
  expect(asWrapper.operations).toMatchObject(wrapper.operations);
  expect(() => new PyTestExpert(wrapper, { timeout: { limitMs: 0 } })).toThrow(/timeout: limitMs/);
});
