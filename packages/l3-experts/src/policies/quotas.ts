import type { Clock, Failure, Proceed, RateLimit, Result } from '@strata/core';
import { Quota } from './quota.ts';

type Answer = Result<unknown, Failure>;

/** For how long the tool asks to be left alone; what was turned away before it is no word of the tool's. */
const limitedMsOf = (answer: Answer | undefined): number =>
  answer?.success === false && answer.error.kind === 'rate_limited' && answer.meta.attempts > 0
    ? answer.error.retryAfterMs
    : 0;

/** What the answer tells of a quota. One that it has met is not full again before the time that it asks for. */
const toldBy = (answer: Answer | undefined, limitedUntil: number): RateLimit | undefined => {
  const told = answer?.meta.rateLimit;
  return told?.remaining === 0 ? { ...told, resetsAt: Math.max(told.resetsAt, limitedUntil) } : told;
};

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
      const limitedMs = limitedMsOf(answer);
      const told = toldBy(answer, clock.now() + limitedMs);
      const isOfThis = (told?.resource ?? resource) === resource;
      if (told !== undefined && !isOfThis) this.#of(told.resource ?? resource).learn(told);
      quota.end(isOfThis ? told : undefined);
      // A quota that is used up is told by its own numbers; any other limit is one for all calls.
      if (limitedMs > 0 && told?.remaining !== 0) this.#hold(clock.now() + limitedMs);
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
