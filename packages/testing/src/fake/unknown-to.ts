import type { Catalog, OperationsOf } from '@strata/core';
import { refused } from './fake-refusal.ts';

/** A handler for each operation of a catalog that says that the fake cannot do it. */
export const unknownTo = <Operations extends OperationsOf<Operations>>(
  what: string,
  { operations }: Catalog<Operations>,
): Readonly<Record<string, () => Promise<never>>> =>
  Object.fromEntries(
    Object.keys(operations).map((name) => [
      name,
      () => Promise.reject(refused(`the fake ${what} cannot do '${name}'`)),
    ]),
  );
