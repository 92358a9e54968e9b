import type { Call } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { expect, test } from 'vitest';
import { RuleBudget } from './rule-budget.ts';

const clock = createManualClock();
// What a budget looks at.
const callOf = (agent: string): Call => ({ operation: { effect: 'write' }, ctx: { agent, clock } }) as unknown as Call;

test('agents whose time is over are forgotten; before that there is no room for more', async () => {
  const budget = new RuleBudget({ calls: 5, perMs: 100 }, 2);
  for (const agent of ['ann', 'bob']) budget.spend(callOf(agent));
  expect([budget.exhausted(callOf('eve')), budget.exhausted(callOf('ann'))]).toEqual(['calls', undefined]);
  await clock.advance(100);
  expect(budget.exhausted(callOf('eve'))).toBeUndefined();
});

test('where nobody may be forgotten, who comes too late is turned away: a new name is no new budget', async () => {
  const budget = new RuleBudget({ writes: 1 }, 1);
  budget.spend(callOf('ann'));
  await clock.advance(1e9);
  expect([budget.exhausted(callOf('eve')), budget.exhausted(callOf('ann'))]).toEqual(['writes', 'writes']);
});
