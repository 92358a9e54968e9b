/** What a budget counts: calls of any kind, the writes among them, and attempts after a failed one. */
export type Expense = 'calls' | 'writes' | 'retries';

/** How much one request, and everything that it causes, may do. Shared by every call that carries it. */
export interface Budget {
  /** Spends one. False, and nothing is spent, when there is none left. */
  readonly take: (expense: Expense) => boolean;
  /** How many are left; `Infinity` where there is no limit. */
  readonly left: (expense: Expense) => number;
}

/**
 * Makes a budget. What is not named has no limit.
 *
 * @throws TypeError naming a limit that is no whole number from 0.
 */
export const createBudget = (limits: { readonly [Kind in Expense]?: number }): Budget => {
  const left = new Map<Expense, number>();
  for (const expense of ['calls', 'writes', 'retries'] as const) {
    const limit = limits[expense] ?? Infinity;
    if (!(limit >= 0) || (limit !== Infinity && !Number.isSafeInteger(limit)))
      throw new TypeError(`budget: ${expense}: ${limit} is not a whole number from 0`);
    left.set(expense, limit);
  }
  const leftOf = (expense: Expense): number => left.get(expense) ?? 0;
  return {
    take: (expense) => {
      const before = leftOf(expense);
      if (before > 0) left.set(expense, before - 1);
      return before > 0;
    },
    left: leftOf,
  };
};
