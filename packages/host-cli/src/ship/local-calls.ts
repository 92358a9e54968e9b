import { type Clock, type Policy, createFailure, createPolicy, fail, sleepFor } from '@strata/core';

/** A call that something on this machine is running for. */
export interface LocalCall {
  readonly operation: string;
  /** Its place in the flow. */
  readonly at: string;
}

/**
 * Keeps count of the calls that run programs and write files on this machine: unlike a request to a server, they do
 * not end because this process does.
 */
export class LocalCalls {
  readonly #running = new Map<LocalCall, Promise<unknown>>();
  #closed = false;

  /** Put around a Tool, it counts that Tool's calls. */
  readonly policy: Policy = createPolicy(() => async ({ operation: { name: operation }, ctx }, proceed) => {
    if (this.#closed)
      return fail(createFailure(operation, { kind: 'cancelled', message: 'stopped at once', mayHaveHappened: false }));
    const call: LocalCall = { operation, at: ctx.path?.replace(/\/$/, '') ?? operation };
    const answer = proceed();
    this.#running.set(call, answer);
    try {
      return await answer;
    } finally {
      this.#running.delete(call);
    }
  });

  /** Lets no further call begin, and waits for those that run, but not longer than `limitMs`. Gives what still runs. */
  async close(clock: Clock, limitMs: number): Promise<readonly LocalCall[]> {
    this.#closed = true;
    const ended = new AbortController();
    const all = Promise.allSettled(this.#running.values()).then(() => ended.abort());
    await Promise.race([all, sleepFor(clock, limitMs, ended.signal)]);
    return [...this.#running.keys()];
  }
}
