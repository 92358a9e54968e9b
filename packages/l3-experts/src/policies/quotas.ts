import type { Clock, Failure, Proceed, Result } from '@strata/core';
import { Quota } from './quota.ts';

type Answer = Result<unknown, Failure>;

/** All that a tool has said about its quotas: each by its name, and for how long it wants to hear nothing at all. */
export class Quotas {
  readonly #slowBelow: number;
  readonly #byResource = new Map<string, Quota>();
  #heldUntil = 0;

  constructor(slowBelow: number) {
    this.#slowBelow = slowBelow;
  }

  waitMs(resource: string, clock: Clock): number {
    return Math.max(0, this.#heldUntil - clock.now(), this.#of(resource).waitMs(clock));
  }

  /** See `Quota.news`. */
  newsOf(resource: string): AbortSignal {
    return this.#of(resource).news;
  }

  /** Performs a call that counts towards a quota, and learns from its answer. */
  async spending(resource: string, clock: Clock, proceed: Proceed): Promise<Answer> {
    const quota = this.#of(resource);
    quota.start(clock);
    let answer: Answer | undefined;
    try {
      answer = await proceed();
      return answer;
    } finally {
      const told = answer?.meta.rateLimit;
      const isOfThis = (told?.resource ?? resource) === resource;
      if (told !== undefined && !isOfThis) this.#of(told.resource ?? resource).learn(told);
      quota.end(isOfThis ? told : undefined);
      if (answer?.success === false && answer.error.kind === 'rate_limited')
        // A quota that is used up is told by its own numbers; any other limit is one for all calls.
        this.#hold(told?.remaining === 0 ? 0 : clock.now() + answer.error.retryAfterMs);
    }
  }

  #hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until);
  }

  #of(resource: string): Quota {
    const known = this.#byResource.get(resource);
    if (known !== undefined) return known;
    const quota = new Quota(this.#slowBelow);
    this.#byResource.set(resource, quota);
    return quota;
  }
}
