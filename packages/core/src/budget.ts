const expenses = ['calls', 'writes', 'retries'] as const;

/** What a budget counts: calls of any kind, the writes among them, and attempts after a failed one. */
export type Expense = (typeof expenses)[number];

/** How much one request, and everything that it causes, may do. Shared by every call that carries it. */
export interface Budget {
  /** Spends one. False, and nothing is spent, when there is none left. */
  readonly take: (expense: Expense) => boolean;
  /** How many are left; `Infinity` where there is no limit. */
  readonly left: (expense: Expense) => number;
}

/**
 * Makes a budget. What is not named has no limit; nor has anything where no limits are given.
 *
 * @throws TypeError naming a limit that is no whole number from 0, or that is not known.
 */
export const createBudget = (limits: { readonly [Kind in Expense]?: number } = {}): Budget => {
  for (const name of Object.keys(limits))
    if (!expenses.some((expense) => expense === name))
      throw new TypeError(`budget: ${name} is not known: there are ${expenses.join(', ')}`);
  const limitOf = (expense: Expense): number => {
    const { [expense]: limit = Infinity } = limits;
    if (limit === Infinity || (Number.isSafeInteger(limit) && limit >= 0)) return limit;
    throw new TypeError(`budget: ${expense}: ${limit} is not a whole number from 0`);
  };
  const left = { calls: limitOf('calls'), writes: limitOf('writes'), retries: limitOf('retries') };
  return {
    take: (expense) => {
      if (left[expense] === 0) return false;
      left[expense] -= 1;
      return true;
    },
    left: (expense) => left[expense],
  };
};
