import type { WorkflowContext } from './context.ts';

/** What there is for a write to change: before its first attempt, and now. On a first attempt they are one. */
export interface BeforeAndNow<State> {
  readonly before: State;
  readonly now: State;
}

/**
 * Where it is kept what writes saw before their first attempt. A repetition finds changed what a lost attempt has
 * changed already; without this it would answer that it changed nothing, and nobody would undo it. Kept by whoever
 * repeats calls: in memory by the policy `retry` and by flows, in the journal by an engine that outlives its process.
 */
export interface FirstLooks {
  /** What was remembered under a key, or `undefined`. */
  readonly recall: (key: string) => string | undefined | Promise<string | undefined>;
  /** Keeps a JSON text; when it has resolved, nothing but its owner's end loses it. */
  readonly remember: (key: string, seen: string) => void | Promise<void>;
}

/** Keeps first looks in memory, for as long as the calls of one run are repeated. */
export const createFirstLooks = (): FirstLooks => {
  const seen = new Map<string, string>();
  return { recall: (key) => seen.get(key), remember: (key, text) => void seen.set(key, text) };
};

/** How a handler looks at what it is about to change. */
export interface Looking {
  /**
   * Looks, and gives besides what the first attempt at this very call saw. What is seen is plain JSON; `undefined`
   * may stand for what is not there.
   */
  readonly beforeAndNow: <State>(look: () => Promise<State>) => Promise<BeforeAndNow<State>>;
}

const onlyNow: Looking['beforeAndNow'] = async (look) => {
  const now = await look();
  return { before: now, now };
};

/** Lets one call of an operation look. Without a name, or with nobody who remembers, it is always the first attempt. */
export const createLooking = (
  operation: { readonly name: string },
  { callId, firstLooks }: Pick<WorkflowContext, 'callId' | 'firstLooks'>,
): Looking => {
  if (callId === undefined || firstLooks === undefined) return { beforeAndNow: onlyNow };
  // A call's name may be used for more than one operation, against its meaning.
  const key = `${callId} ${operation.name}`;
  return {
    beforeAndNow: async <State>(look: () => Promise<State>) => {
      const first = await firstLooks.recall(key);
      const now = await look();
      // The same call looks at the same thing in the same way.
      if (first !== undefined) return { before: (JSON.parse(first) as { readonly seen: State }).seen, now };
      await firstLooks.remember(key, JSON.stringify({ seen: now }));
      return { before: now, now };
    },
  };
};
