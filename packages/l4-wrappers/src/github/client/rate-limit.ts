import type { RateLimit } from '@strata/core';
import type { AnswerHeaders } from './call-failed.ts';

const numberIn = (headers: AnswerHeaders, name: string): number | undefined => {
  const value = headers[name];
  const number = value === undefined || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
};

/** The quota as each answer's headers tell it; `x-ratelimit-reset` is in seconds since the epoch. */
export const rateLimitOf = (headers: AnswerHeaders): RateLimit | undefined => {
  const limit = numberIn(headers, 'x-ratelimit-limit');
  const remaining = numberIn(headers, 'x-ratelimit-remaining');
  const resetSeconds = numberIn(headers, 'x-ratelimit-reset');
  if (limit === undefined || remaining === undefined || resetSeconds === undefined) return undefined;
  // Which of GitHub's quotas it is: `core`, `search` and others.
  const resource = headers['x-ratelimit-resource'];
  return {
    limit,
    remaining,
    resetsAt: resetSeconds * 1000,
    ...(resource === undefined ? {} : { resource: String(resource) }),
  };
};

/** How long to wait after a secondary limit that does not say: "at least one minute", in GitHub's docs on rate limits. */
const secondaryLimitMs = 60_000;

/**
 * How long a limit asks to wait, in milliseconds, or `undefined` when the answer is none. The order is that of GitHub's
 * docs ("Exceeding the rate limit"): `retry-after`, then an empty quota's reset, then a minute.
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
  const resetSeconds = numberIn(headers, 'x-ratelimit-reset');
  if (numberIn(headers, 'x-ratelimit-remaining') === 0 && resetSeconds !== undefined)
    return Math.max(0, resetSeconds * 1000 - now);
  return status === 429 || /rate limit|abuse detection/i.test(said) ? secondaryLimitMs : undefined;
};
