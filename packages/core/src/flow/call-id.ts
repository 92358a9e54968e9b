import type { WorkflowContext } from '../context.ts';
import { withoutAttempts } from './scope-key.ts';

type Names = Pick<WorkflowContext, 'correlationId' | 'takenBack'>;

const nameOf = ({ correlationId }: Names, key: string): string => `${correlationId}/${withoutAttempts(key)}`;

/**
 * Names one call of one run: the same for every attempt at it, in this process or, after a crash, in the next; another
 * one once its effect was taken back.
 */
export const callIdOf = (names: Names, key: string): string => {
  const name = nameOf(names, key);
  const { takenBack } = names;
  // In most runs nothing was ever taken back.
  if (takenBack === undefined || takenBack.size === 0) return name;
  const times = takenBack.get(name);
  return times === undefined ? name : `${name}~${times}`;
};

/** Remembers that the effect of the call at a key was taken back. */
export const takeBack = (names: Names, key: string): void => {
  const name = nameOf(names, key);
  names.takenBack?.set(name, (names.takenBack.get(name) ?? 0) + 1);
};
