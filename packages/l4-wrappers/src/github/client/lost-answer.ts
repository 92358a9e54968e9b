import { CallFailed } from './call-failed.ts';

/** Whether a request may have had its effect although it failed. */
export const isInDoubt = (thrown: unknown): boolean =>
  thrown instanceof CallFailed && (thrown.problem.kind !== 'answered' || thrown.problem.status >= 500);

/**
 * Sends a change; when its answer is lost, looks whether it arrived. This is the moment to look: that it was otherwise was
 * seen just before. A repetition later finds it so, and cannot tell by whom; nothing then undoes it.
 * `look` gives what the change would have answered, or `undefined` when it is not there.
 */
export const orFound = async <Answered>(
  change: () => Promise<Answered>,
  look: () => Promise<Answered | undefined>,
): Promise<Answered> => {
  try {
    return await change();
  } catch (thrown) {
    if (!isInDoubt(thrown)) throw thrown;
    // A look that fails says nothing: the first failure is the one to tell of.
    const found = await look().catch(() => undefined);
    if (found === undefined) throw thrown;
    return found;
  }
};
