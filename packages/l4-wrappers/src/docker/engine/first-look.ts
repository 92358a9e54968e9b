/**
 * What was there before a call. Looks once for each call: a repeated attempt, whose first may have changed it already, is
 * told what the first one saw. Without that, a lost answer would make "it was running before" of what this very call
 * has started, and its undo would leave it running. What is not remembered any more, or after a crash, is looked at anew.
 */
export type FirstLook = <State>(call: Looking, look: () => Promise<State>) => Promise<State>;

/** What is looked at, for which call. */
interface Looking {
  readonly callId: string | undefined;
  /** The operation and what it is about: a call's name may be used for more than one, against its meaning. */
  readonly at: string;
}

/** How many calls are remembered: far more than are under way at once. */
const mostCalls = 1000;

/** Makes a memory of first looks. */
export const createFirstLook = (): FirstLook => {
  const seen = new Map<string, unknown>();
  return async <State>({ callId, at }: Looking, look: () => Promise<State>): Promise<State> => {
    if (callId === undefined) return look();
    const key = JSON.stringify([callId, at]);
    // The same call looks at the same thing in the same way.
    if (seen.has(key)) return seen.get(key) as State;
    const state = await look();
    seen.set(key, state);
    const [oldest] = seen.keys();
    if (seen.size > mostCalls && oldest !== undefined) seen.delete(oldest);
    return state;
  };
};
