/**
 * What was there before a call. Looks once for each call: a repeated attempt, whose first may have changed it already, is
 * told what the first one saw. Without that, a lost answer would make "it was running before" of what this very call
 * has started, and its undo would leave it running. What is not remembered any more, or after a crash, is looked at anew.
 */
export type FirstLook = <State>(callId: string | undefined, look: () => Promise<State>) => Promise<State>;

/** How many calls are remembered: far more than are under way at once. */
const mostCalls = 1000;

/** Makes a memory of first looks. Each call looks at one thing. */
export const createFirstLook = (): FirstLook => {
  const seen = new Map<string, unknown>();
  return async <State>(callId: string | undefined, look: () => Promise<State>): Promise<State> => {
    if (callId === undefined) return look();
    // The same call looks at the same thing in the same way.
    if (seen.has(callId)) return seen.get(callId) as State;
    const state = await look();
    seen.set(callId, state);
    const [oldest] = seen.keys();
    if (seen.size > mostCalls && oldest !== undefined) seen.delete(oldest);
    return state;
  };
};
