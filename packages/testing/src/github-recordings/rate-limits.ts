import type { Recording } from './recording.ts';

const json = { 'content-type': 'application/json; charset=utf-8' };
const documentation = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api';

/** The words that some libraries know a secondary limit by. */
const secondaryWords =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.';

/** The quota of the hour is used up until `resetAt`, in milliseconds since the epoch ("Exceeding the rate limit"). */
export const primaryLimit = (resetAt: number, status: 403 | 429 = 403): Recording => ({
  status,
  headers: {
    ...json,
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-used': '5000',
    'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
    'x-ratelimit-resource': 'core',
  },
  body: { message: 'API rate limit exceeded for user ID 1.', documentation_url: documentation },
});

/**
 * Too much at once ("About secondary rate limits"). The quota of the hour is not used up. Without `retryAfterSeconds`
 * GitHub asks for at least a minute.
 */
export const secondaryLimit = ({
  status = 403,
  retryAfterSeconds,
}: { readonly status?: 403 | 429; readonly retryAfterSeconds?: number } = {}): Recording => ({
  status,
  headers: {
    ...json,
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4990',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  },
  body: { message: secondaryWords, documentation_url: documentation },
});
