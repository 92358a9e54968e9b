import type { RateLimit } from '@strata/core';
import type { AnswerHeaders } from './call-failed.ts';

const numberIn = (headers: AnswerHeaders, name: string): number | undefined => {
  const value = headers[name];
  const number = value === undefined || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
};

/** No quota of GitHub's lasts longer ("Primary rate limit" in its docs). */
const longestQuotaMs = 3_600_000;

/** How far a moment that GitHub tells to the second may seem to be off. */
const slackMs = 60_000;

/**
 * In how long the quota is full again, in milliseconds; negative when it is already. `x-ratelimit-reset` is in seconds
 * since the epoch by GitHub's clock, so it is held against the answer's own Date (RFC 9110, section 6.6.1): the clock
 * here may be hours off. One that cannot be of the same clock is not heeded; a proxy may have put in its own.
 */
const resetsInMs = (headers: AnswerHeaders, now: number): number | undefined => {
  const resetSeconds = numberIn(headers, 'x-ratelimit-reset');
  if (resetSeconds === undefined) return undefined;
  const byDateMs = resetSeconds * 1000 - Date.parse(String(headers['date']));
  const isOneClock = byDateMs >= -slackMs && byDateMs <= longestQuotaMs + slackMs;
  return isOneClock ? byDateMs : resetSeconds * 1000 - now;
};

/** The quota as each answer's headers tell it, with the moment of its reset by the clock here, which says `now`. */
export const rateLimitOf = (headers: AnswerHeaders, now: number): RateLimit | undefined => {
  const limit = numberIn(headers, 'x-ratelimit-limit');
  const remaining = numberIn(headers, 'x-ratelimit-remaining');
  const inMs = resetsInMs(headers, now);
  if (limit === undefined || remaining === undefined || inMs === undefined) return undefined;
  // Which of GitHub's quotas it is: `core`, `search` and others.
  const resource = headers['x-ratelimit-resource'];
  return {
    limit,
    remaining,
    resetsAt: now + inMs,
    ...(resource === undefined ? {} : { resource: String(resource) }),
  };
};

/** How long to wait after a secondary limit that does not say: "at least one minute", in GitHub's docs on rate limits. */
const secondaryLimitMs = 60_000;

/** The least wait after an answer that says that its quota is used up: that it is full again is only our reckoning. */
const leastWaitMs = 5000;

/**
 * How long a limit asks to wait, in milliseconds, or `undefined` when the answer is none. The order is that of GitHub's
 * docs ("Exceeding the rate limit"): `retry-after`, then an empty quota's reset, then a minute. `now` is the clock's here.
 */
export const retryAfterMsOf = (
  status: number,
  said: string,
  headers: AnswerHeaders,
  now: number,
): number | undefined => {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfterSeconds = numberIn(headers, 'retry-after');
  if (retryAfterSeconds !== undefined) return retryAfterSeconds * 1000;
  const inMs = resetsInMs(headers, now);
  if (numberIn(headers, 'x-ratelimit-remaining') === 0 && inMs !== undefined) return Math.max(leastWaitMs, inMs);
  return status === 429 || /rate limit|abuse detection/i.test(said) ? secondaryLimitMs : undefined;
};
