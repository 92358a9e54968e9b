import type { Classified } from '@strata/core';

/** Ways of failing that have a name. */
export type NamedFault = keyof typeof named;

/** What a call fails with: by name, or as a failure of one's own, before or after its effect. */
export type Fault = NamedFault | { readonly failure: Classified; readonly when?: 'before' | 'after' };

interface Planned {
  readonly when: 'before' | 'after';
  readonly failure: (writes: boolean) => Classified;
}

/** The same whatever the operation does. */
const always = (failure: Classified): Planned => ({ when: 'before', failure: () => failure });

const named = {
  /** The effect is there; the answer was lost. */
  answer_lost: {
    when: 'after',
    failure: (writes) => ({ kind: 'unavailable', message: 'the answer broke off', mayHaveHappened: writes }),
  },
  /** The request was lost: there is no effect, and the caller cannot know it. */
  request_lost: {
    when: 'before',
    failure: (writes) => ({ kind: 'unavailable', message: 'the connection broke off', mayHaveHappened: writes }),
  },
  /** No connection: surely nothing was done. */
  unavailable: always({ kind: 'unavailable', message: 'no connection', mayHaveHappened: false }),
  timed_out: {
    when: 'before',
    failure: (writes) => ({ kind: 'timed_out', message: 'no answer in time', limitMs: 1000, mayHaveHappened: writes }),
  },
  rate_limited: always({ kind: 'rate_limited', message: 'the rate limit is used up', retryAfterMs: 1000 }),
  unauthenticated: always({ kind: 'unauthenticated', message: 'the credentials are not accepted' }),
  forbidden: always({ kind: 'forbidden', message: 'the credentials do not allow this' }),
  not_found: always({ kind: 'not_found', message: 'there is no such thing' }),
  conflict: always({ kind: 'conflict', message: 'the present state does not allow this' }),
  refused: always({ kind: 'refused', message: 'the tool refuses this' }),
  tool_missing: always({ kind: 'tool_missing', message: 'the tool is not installed', hint: 'Install it.' }),
} as const satisfies Readonly<Record<string, Planned>>;

/** Where a test says which calls are to fail. */
export interface Faults<Name extends string> {
  /** The next `times` calls of an operation fail; faults of one operation queue up. @default times 1 */
  readonly next: (operation: Name, fault: Fault, times?: number) => void;
  /** Forgets every fault that has not happened. */
  readonly clear: () => void;
}

/** The faults as the fake takes them. */
export interface PlannedFaults<Name extends string> extends Faults<Name> {
  readonly take: (operation: Name) => Planned | undefined;
}

const planned = (fault: Fault): Planned => {
  if (typeof fault === 'string') return named[fault];
  const { failure, when = 'before' } = fault;
  return { when, failure: () => failure };
};

/** Makes a place for faults. */
export const createFaults = <Name extends string>(): PlannedFaults<Name> => {
  const waiting = new Map<Name, Planned[]>();
  return {
    next: (operation, fault, times = 1) => {
      const queue = waiting.get(operation) ?? [];
      for (let count = 0; count < times; count += 1) queue.push(planned(fault));
      waiting.set(operation, queue);
    },
    clear: () => waiting.clear(),
    take: (operation) => waiting.get(operation)?.shift(),
  };
};
