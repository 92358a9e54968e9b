import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBudget, createPolicy, invoke, parallel, sequence } from './index.ts';
import { createStage, runAlone } from './flow/run.fixture.ts';

describe('a budget', () => {
  test('is spent one by one, and not below nothing', () => {
    const budget = createBudget({ calls: 2, writes: 0 });
    expect([budget.take('calls'), budget.take('calls'), budget.take('calls')]).toEqual([true, true, false]);
    expect(budget.take('writes')).toBe(false);
    expect([budget.left('calls'), budget.left('writes')]).toEqual([0, 0]);
  });

  test('has no limit for what is not named', () => {
    const budget = createBudget({ retries: 1 });
    for (let count = 0; count < 1000; count++) expect(budget.take('calls')).toBe(true);
    expect([budget.left('calls'), budget.left('retries')]).toEqual([Infinity, 1]);
    expect(createBudget().left('calls')).toBe(Infinity);
  });

  test('gives as often as its limit says, whatever is asked in between', () => {
    const expense = fc.constantFrom('calls', 'writes', 'retries');
    const limits = fc.record({ calls: fc.nat(20), writes: fc.nat(20), retries: fc.nat(20) });
    fc.assert(
      fc.property(limits, fc.array(expense, { maxLength: 100 }), (given, asked) => {
        const budget = createBudget(given);
        const got = asked.filter((it) => budget.take(it));
        for (const kind of ['calls', 'writes', 'retries'] as const) {
          const wanted = asked.filter((it) => it === kind).length;
          const taken = got.filter((it) => it === kind).length;
          expect(taken).toBe(Math.min(wanted, given[kind]));
          expect(budget.left(kind)).toBe(given[kind] - taken);
        }
      }),
    );
  });

  test.each([
    [{ calls: -1 }, 'budget: calls: -1 is not a whole number from 0'],
    [{ writes: 1.5 }, 'budget: writes: 1.5 is not a whole number from 0'],
    [{ retries: NaN }, 'budget: retries: NaN is not a whole number from 0'],
    [{ retries: '3' }, 'budget: retries: 3 is not a whole number from 0'],
    [{ calls: null }, 'budget: calls: null is not a whole number from 0'],
    [{ call: 3 }, 'budget: call is not known: there are calls, writes, retries'],
  ])('of %j is a mistake that is named', (limits, message) => {
    expect(() => createBudget(limits as never)).toThrow(new TypeError(message));
  });
});

test('S68: everything that a request causes spends from its one budget', async () => {
  const spending = createPolicy(() => async ({ ctx }, proceed) => {
    expect(ctx.budget?.take('calls')).toBe(true);
    return proceed();
  });
  const stage = createStage({ budget: createBudget({ calls: 5 }) });
  const tool = spending(stage.world.tool);
  const listing = (as: string) => invoke(tool, 'list_items', () => ({}), { as });
  const all = sequence((from) =>
    from.to(listing('before')).to(parallel({ one: listing('one'), other: listing('other') })),
  );
  expect(await runAlone(all, stage.ctx)).toMatchObject({ success: true });
  expect(stage.ctx.budget?.left('calls')).toBe(2);
});
