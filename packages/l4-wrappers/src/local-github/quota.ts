import { type Clock, systemClock } from '@strata/core';

/** A quota as GitHub's headers tell it. */
export interface QuotaState {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Seconds since the epoch. */
  readonly reset: number;
}

/** Counts requests against the quotas that GitHub keeps apart ("Rate limits for the REST API"). */
export interface Quota {
  /** Counts one request, unless nothing is left: then false. */
  readonly spend: (resource: Resource) => boolean;
  /** Gives one back: a 304 costs nothing. */
  readonly refund: (resource: Resource) => void;
  readonly state: (resource: Resource) => QuotaState;
  /** How many requests were charged for, whatever the quota, since it was started. */
  readonly spent: number;
}

/** The quotas that the local GitHub knows. */
export type Resource = 'core' | 'search';

const windowMs: Readonly<Record<Resource, number>> = { core: 3_600_000, search: 60_000 };
const searchLimit = 30;

interface Counter {
  used: number;
  endsAt: number;
}

/** Starts counting: `limit` requests an hour, 30 searches a minute. */
export const createQuota = (limit: number, clock: Clock = systemClock): Quota => {
  const counters: Record<Resource, Counter> = { core: { used: 0, endsAt: 0 }, search: { used: 0, endsAt: 0 } };
  let spent = 0;
  const limitOf = (resource: Resource): number => (resource === 'core' ? limit : searchLimit);
  const current = (resource: Resource): Counter => {
    const counter = counters[resource];
    if (clock.now() >= counter.endsAt) {
      counter.used = 0;
      counter.endsAt = clock.now() + windowMs[resource];
    }
    return counter;
  };
  return {
    spend: (resource) => {
      const counter = current(resource);
      if (counter.used >= limitOf(resource)) return false;
      counter.used += 1;
      spent += 1;
      return true;
    },
    refund: (resource) => {
      counters[resource].used -= 1;
      spent -= 1;
    },
    state: (resource) => {
      const { used, endsAt } = current(resource);
      const whole = limitOf(resource);
      return { limit: whole, used, remaining: whole - used, reset: Math.ceil(endsAt / 1000) };
    },
    get spent() {
      return spent;
    },
  };
};
