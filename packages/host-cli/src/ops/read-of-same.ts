import type { PerformedOperation } from '@strata/core';
import type { FoundOperation } from './found-operation.ts';
import { commandText } from './operation-text.ts';

/** A call that shows what another one would take away. */
interface Look {
  readonly operation: string;
  /** As it is typed. */
  readonly command: string;
}

/** Whether both take the very same fields: not only of one name, but out of one definition. */
const takesSame = (one: PerformedOperation, other: PerformedOperation): boolean => {
  const [fields, others] = [Object.entries(one.input.shape), Object.entries(other.input.shape)];
  return fields.length === others.length && others.every(([name, schema]) => one.input.shape[name] === schema);
};

/**
 * How to see what would go: the tool's read that takes the very fields of what takes it away, as `list_leftovers` does
 * those of `prune`, and so is about the same things. Undefined where there is none.
 */
export const lookBefore = (
  { tool, operation }: FoundOperation,
  input: Readonly<Record<string, unknown>>,
): Look | undefined => {
  if (operation.effect !== 'destroy') return undefined;
  const reads = Object.values<PerformedOperation>(tool.operations).filter(({ effect }) => effect === 'read');
  const read = reads.find((one) => takesSame(operation, one));
  return read && { operation: read.name, command: commandText({ tool, operation: read }, input) };
};
