import { type KnownAnswer, createContext } from '@strata/core';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import type { RequestHandler } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createGitHubContract } from '../github-contract/github-contract.ts';
import { createManualClock } from '../manual-clock.ts';
import { revalidated } from './not-modified.ts';
import { badGateway, cutAnswer, cutConnection, serviceUnavailable, slowly } from './outages.ts';
import { primaryLimit, secondaryLimit } from './rate-limits.ts';
import { type Recording, replay, responseOf } from './recording.ts';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const repo = 'octo/app';
const clock = createManualClock();
const ctx = createContext({ clock });
const github = new GitHubAPIWrapper({ token: 'not-a-real-token', fetch: (input, init) => fetch(input, init) });
const repositoryAnswer = {
  default_branch: 'main',
  private: false,
  archived: false,
  html_url: 'https://github.com/octo/app',
};

const read = async (handler: RequestHandler) => {
  server.use(handler);
  return github.execute({ operation: 'get_repo', repo }, ctx);
};
const write = async (handler: RequestHandler) => {
  server.use(handler);
  return github.execute({ operation: 'create_issue', repo, title: 'T' }, ctx);
};

describe('S46: limits and outages as GitHub has them', () => {
  test.each<[string, Recording, number]>([
    ['an empty quota', primaryLimit(clock.now() + 90_000), 90_000],
    ['an empty quota, told with 429', primaryLimit(clock.now() + 90_000, 429), 90_000],
    ['too much at once', secondaryLimit({ retryAfterSeconds: 7 }), 7000],
    ['too much at once, told with 429', secondaryLimit({ status: 429, retryAfterSeconds: 7 }), 7000],
    ['too much at once, for nobody knows how long', secondaryLimit(), 60_000],
  ])('F16: %s says how long to wait', async (_name, recording, retryAfterMs) => {
    const answer = await write(replay(recording));
    expect(answer).toMatchObject({ success: false, error: { kind: 'rate_limited', retryable: true } });
    const told = !answer.success && answer.error.kind === 'rate_limited' ? answer.error.retryAfterMs : 0;
    // GitHub tells the moment to the second.
    expect(Math.abs(told - retryAfterMs)).toBeLessThan(1001);
  });

  test.each([
    ['a bad gateway', replay(badGateway)],
    ['a service out of service', replay(serviceUnavailable)],
    ['a connection that is cut', cutConnection()],
    ['an answer that is cut', cutAnswer()],
  ])('F16: after %s a write may have happened, and a read has not', async (_name, handler) => {
    expect(await write(handler)).toMatchObject({ error: { kind: 'unavailable', mayHaveHappened: true } });
    server.resetHandlers();
  });

  test('a recording is given as often as it is asked for, and no more', async () => {
    server.use(replay({ status: 200, headers: { 'content-type': 'application/json' }, body: repositoryAnswer }));
    expect(await read(replay(serviceUnavailable, { times: 1 }))).toMatchObject({ error: { kind: 'unavailable' } });
    expect(await github.execute({ operation: 'get_repo', repo }, ctx)).toMatchObject({ success: true });
  });

  test('an answer that takes too long ends with the time limit', async () => {
    let letGo = (): void => {};
    const until = new Promise<void>((resolve) => (letGo = resolve));
    const waiting = read(slowly(responseOf(serviceUnavailable), until));
    await clock.waiting();
    await clock.advance(30_000);
    expect(await waiting).toMatchObject({ error: { kind: 'timed_out', limitMs: 30_000 } });
    letGo();
  });

  test('S47: what has not changed takes nothing from the quota', async () => {
    const known = new Map<string, KnownAnswer>();
    const revalidation = {
      recall: (key: string) => known.get(key),
      remember: (key: string, answer: KnownAnswer) => void known.set(key, answer),
    };
    const quota = { remaining: 100 };
    server.use(revalidated({ etag: 'W/"1"', body: repositoryAnswer, quota }));
    const remembering = createContext({ clock, revalidation });
    for (let count = 0; count < 10; count += 1)
      expect(await github.execute({ operation: 'get_repo', repo }, remembering)).toMatchObject({
        data: { defaultBranch: 'main' },
      });
    expect(quota.remaining).toBe(99);
  });
});

test('S46: the recordings are answers that GitHub documents', async () => {
  const contract = await createGitHubContract();
  const problems = [primaryLimit(0), secondaryLimit(), serviceUnavailable].flatMap(({ status, body: answered }) =>
    contract.responseProblems({ method: 'GET', path: '/search/issues', status, answered }),
  );
  expect(problems).toEqual([]);
});
