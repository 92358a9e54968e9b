import type { RequestHandler } from 'msw';
import { type Recorded, type Recording, answered, responseOf } from './recording.ts';

/** What is known of a resource by its tag. */
export interface Tagged {
  readonly etag: string;
  readonly body: object;
  /** What is left of the quota; each answer but a 304 takes one. */
  readonly quota?: { remaining: number };
}

/** A handler that gives a resource with its ETag, and 304 to whoever has it already ("Use conditional requests"). */
export const revalidated = (
  { etag, body, quota = { remaining: 5000 } }: Tagged,
  recorded: Recorded = {},
): RequestHandler =>
  answered({ method: 'get', ...recorded }, (request) => {
    const isKnown = request.headers.get('if-none-match') === etag;
    if (!isKnown) quota.remaining -= 1;
    const headers = { etag, 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': String(quota.remaining) };
    const json = { 'content-type': 'application/json; charset=utf-8' };
    const recording: Recording = isKnown
      ? { status: 304, headers }
      : { status: 200, headers: { ...headers, ...json }, body };
    return responseOf(recording);
  });
