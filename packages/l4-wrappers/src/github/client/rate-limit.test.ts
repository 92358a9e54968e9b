import { createContext } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { rateLimitOf, retryAfterMsOf } from './rate-limit.ts';
import { answering } from './recorded-answer.fixture.ts';

const hourMs = 3_600_000;
/** GitHub's own time when it answers. */
const there = 1_700_000_000_000;

const usedUp = (resetInMs: number, given: Readonly<Record<string, string>> = {}) => ({
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': String((there + resetInMs) / 1000),
  date: new Date(there).toUTCString(),
  ...given,
});

describe('A23: whatever the clock here says', () => {
  test.each([
    ['two hours ahead', 2 * hourMs],
    ['two hours behind', -2 * hourMs],
    ['right', 0],
  ])('it is %s: an empty quota is waited for until it is full again', async (_is, aheadMs) => {
    const clock = createManualClock({ now: there + aheadMs });
    const { fetch } = answering({
      status: 403,
      headers: usedUp(600_000),
      body: { message: 'API rate limit exceeded' },
    });
    const github = new GitHubAPIWrapper({ baseUrl: 'https://github.test', token: 'made-up', fetch });
    const answer = await github.execute({ operation: 'get_repo', repo: 'octo/app' }, createContext({ clock }));
    expect(answer).toMatchObject({
      error: { kind: 'rate_limited', retryAfterMs: 600_000, hint: 'Wait 600 s.' },
      // By the clock here, which is what everybody compares it with.
      meta: { rateLimit: { remaining: 0, resetsAt: clock.now() + 600_000 } },
    });
  });
});

describe('A23: the Date of an answer', () => {
  const now = there + 10_000;

  test.each([
    ['is none', undefined],
    ['cannot be read', 'yesterday'],
    ['is of another clock than the reset: it comes after it', new Date(there + hourMs).toUTCString()],
    ['is of another clock than the reset: no quota lasts as long', new Date(there - hourMs).toUTCString()],
  ])('%s: then the clock here has to do', (_is, date) => {
    const { date: _date, ...headers } = usedUp(600_000);
    const given = date === undefined ? headers : { ...headers, date };
    expect(rateLimitOf(given, now)?.resetsAt).toBe(there + 600_000);
    expect(retryAfterMsOf(403, '', given, now)).toBe(590_000);
  });
});

test.each([
  ['by its Date', usedUp(1000), there],
  ['by the clock here', usedUp(0, { date: '' }), there + 2 * hourMs],
])('A23: an empty quota that is full again %s is waited for all the same, for some seconds', (_by, headers, now) => {
  expect(retryAfterMsOf(403, '', headers, now)).toBe(5000);
  expect(retryAfterMsOf(403, '', { ...headers, 'retry-after': '1' }, now)).toBe(1000);
});
