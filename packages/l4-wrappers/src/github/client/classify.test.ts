import { createContext, systemClock } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { type RecordedAnswer, answering, failingWith } from './recorded-answer.fixture.ts';

const docs = 'https://docs.github.com/rest';
const said = (message: string, errors?: readonly (object | string)[]): object => ({
  message,
  documentation_url: docs,
  ...(errors && { errors }),
});

/** Noon of a day, so that resets can be reckoned with. */
const now = 1_700_000_000_000;
const ctx = createContext({ clock: { ...systemClock, now: () => now } });

const asWrite = (fetch: typeof globalThis.fetch, token: string | undefined = 'ghp_secret') =>
  new GitHubAPIWrapper({ baseUrl: 'https://github.test', token, fetch }).execute(
    { operation: 'add_comment', repo: 'octo/app', number: 7, body: 'B' },
    ctx,
  );

const asRead = (fetch: typeof globalThis.fetch) =>
  new GitHubAPIWrapper({ baseUrl: 'https://github.test', token: 'ghp_secret', fetch }).execute(
    { operation: 'get_pr', repo: 'octo/app', number: 7 },
    ctx,
  );

interface Row {
  readonly is: string;
  readonly answer: RecordedAnswer;
  readonly failure: object;
}

const limits = (remaining: number): Record<string, string> => ({
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(now / 1000 + 90),
});

const table: readonly Row[] = [
  {
    is: 'a wrong token',
    answer: { status: 401, body: said('Bad credentials') },
    failure: {
      kind: 'unauthenticated',
      retryable: false,
      message: 'GitHub does not accept the token: Bad credentials',
    },
  },
  {
    is: 'the quota used up (403)',
    answer: { status: 403, headers: limits(0), body: said('API rate limit exceeded for user ID 1.') },
    failure: { kind: 'rate_limited', retryable: true, retryAfterMs: 90_000, hint: 'Wait 90 s.' },
  },
  {
    is: 'the quota used up (429)',
    answer: { status: 429, headers: limits(0), body: said('API rate limit exceeded') },
    failure: { kind: 'rate_limited', retryAfterMs: 90_000 },
  },
  {
    is: 'a secondary limit that says how long',
    answer: {
      status: 403,
      headers: { ...limits(4000), 'retry-after': '7' },
      body: said('You have exceeded a secondary rate limit.'),
    },
    failure: { kind: 'rate_limited', retryAfterMs: 7000 },
  },
  {
    is: 'a secondary limit that says nothing',
    answer: {
      status: 403,
      headers: limits(4000),
      body: said('You have exceeded a secondary rate limit. Please wait a few minutes'),
    },
    failure: { kind: 'rate_limited', retryAfterMs: 60_000 },
  },
  {
    is: 'a token without the right',
    answer: {
      status: 403,
      headers: { ...limits(4000), 'x-accepted-github-permissions': 'issues=write; pull_requests=write' },
      body: said('Resource not accessible by personal access token'),
    },
    failure: { kind: 'forbidden', hint: 'Give the token the permission issues=write; pull_requests=write.' },
  },
  {
    is: 'a classic token without the scope',
    answer: {
      status: 403,
      headers: { 'x-accepted-oauth-scopes': 'repo' },
      body: said('Must have admin rights to Repository.'),
    },
    failure: { kind: 'forbidden', hint: 'Give the token one of the scopes repo.' },
  },
  {
    is: 'single sign-on',
    answer: {
      status: 403,
      headers: { 'x-github-sso': 'required; url=https://x' },
      body: said('Resource protected by organization SAML enforcement.'),
    },
    failure: { kind: 'forbidden', hint: 'Authorise the token for the single sign-on of the organization.' },
  },
  {
    is: 'an archived repository',
    answer: { status: 403, body: said('Repository was archived so is read-only.') },
    failure: { kind: 'forbidden', message: expect.stringContaining('archived') as string },
  },
  {
    is: 'nothing there',
    answer: { status: 404, body: said('Not Found') },
    failure: { kind: 'not_found', retryable: false, message: expect.stringMatching(/#7 in octo\/app/) as string },
  },
  {
    is: 'a ref that is not there',
    answer: { status: 422, body: said('Reference does not exist') },
    failure: { kind: 'not_found' },
  },
  {
    is: 'a ref that exists',
    answer: { status: 422, body: said('Reference already exists') },
    failure: { kind: 'conflict', hint: 'Choose another name, or remove what is there first.' },
  },
  {
    is: 'a pull request that exists',
    answer: {
      status: 422,
      body: said('Validation Failed', [
        { resource: 'PullRequest', code: 'custom', message: 'A pull request already exists for octo:fix.' },
      ]),
    },
    failure: {
      kind: 'conflict',
      message: expect.stringContaining('A pull request already exists for octo:fix.') as string,
    },
  },
  {
    is: 'an update that is no fast-forward',
    answer: { status: 422, body: said('Update is not a fast forward') },
    failure: { kind: 'conflict' },
  },
  {
    is: 'a ref that cannot be updated',
    answer: { status: 422, body: said('Reference update failed') },
    failure: { kind: 'conflict' },
  },
  {
    is: 'a merge that is not allowed',
    answer: { status: 405, body: said('Pull Request is not mergeable') },
    failure: { kind: 'conflict', hint: expect.stringContaining('conflicts') as string },
  },
  {
    is: 'a review that is missing',
    answer: { status: 405, body: said('At least 1 approving review is required by reviewers with write access.') },
    failure: { kind: 'conflict', hint: 'Meet the rules of the branch first: its reviews and checks.' },
  },
  {
    is: 'a head that has moved',
    answer: { status: 409, body: said('Head branch was modified. Review and try the merge again.') },
    failure: { kind: 'conflict', retryable: false },
  },
  {
    is: 'an empty change',
    answer: {
      status: 422,
      body: said('Validation Failed', [{ code: 'custom', message: 'No commits between main and fix' }]),
    },
    failure: { kind: 'refused', message: expect.stringContaining('No commits between main and fix') as string },
  },
  {
    is: 'a wrong field',
    answer: {
      status: 422,
      body: said('Validation Failed', [{ resource: 'PullRequest', field: 'head', code: 'invalid' }]),
    },
    failure: { kind: 'refused', message: expect.stringContaining('Validation Failed: head invalid') as string },
  },
  {
    is: 'a draft',
    answer: { status: 422, body: said('Draft pull requests cannot be merged.') },
    failure: { kind: 'conflict' },
  },
  {
    is: 'a commit that is not there',
    answer: { status: 422, body: said('Object does not exist') },
    failure: { kind: 'not_found', message: expect.stringContaining('Object does not exist') as string },
  },
  {
    is: 'issues that are disabled',
    answer: { status: 410, body: said('Issues are disabled for this repo') },
    failure: { kind: 'refused' },
  },
  {
    is: 'a repository that has moved',
    answer: {
      status: 307,
      headers: { location: 'https://github.test/repositories/1' },
      body: said('Moved Permanently'),
    },
    failure: { kind: 'refused', message: expect.stringContaining('https://github.test/repositories/1') as string },
  },
  {
    is: 'a gateway that gives up',
    answer: { status: 502, body: '<html><body>Bad\nGateway</body></html>' },
    failure: { kind: 'unavailable', retryable: true, message: expect.stringContaining('502') as string },
  },
  {
    is: 'an outage',
    answer: { status: 503, body: said('Service unavailable') },
    failure: { kind: 'unavailable', retryable: true },
  },
];

describe.each(table)('$is', ({ answer, failure }) => {
  test('S14: is classified, in one line, without the token', async () => {
    for (const result of [await asWrite(answering(answer).fetch), await asRead(answering(answer).fetch)]) {
      expect(result).toMatchObject({ success: false, error: failure });
      const { message, hint = '' } = result.success ? { message: '' } : result.error;
      expect(message).toMatch(/^\S.*$/);
      expect(hint).not.toMatch(/\n/);
      expect(JSON.stringify(result)).not.toContain('ghp_secret');
    }
  });
});

describe('whether a write may have happened', () => {
  test.each([
    ['a 5xx', answering({ status: 502, body: 'x' }).fetch, true],
    ['an answer that breaks off', answering({ status: 201, body: '' }).fetch, true],
    ['a connection that is reset', failingWith('ECONNRESET'), true],
    ['a socket that the other side closed', failingWith('UND_ERR_SOCKET'), true],
    ['an unknown failure of the connection', failingWith('EUNHEARDOF'), true],
    ['a refused connection', failingWith('ECONNREFUSED'), false],
    ['an unknown host', failingWith('ENOTFOUND'), false],
    ['a connection that is never made', failingWith('UND_ERR_CONNECT_TIMEOUT'), false],
  ])('after %s', async (_is, fetch, mayHaveHappened) => {
    const failure = await asWrite(fetch);
    expect(failure).toMatchObject({ success: false, error: { mayHaveHappened } });
    // A read changes nothing, whatever becomes of it.
    expect(await asRead(fetch)).toMatchObject({ success: false, error: { mayHaveHappened: false } });
  });
});

test('without a token, a 401 and a 404 say to set one', async () => {
  const execute = (status: number) =>
    new GitHubAPIWrapper({
      baseUrl: 'https://github.test',
      fetch: answering({ status, body: said('No') }).fetch,
    }).execute({ operation: 'get_repo', repo: 'octo/app' }, ctx);
  expect(await execute(401)).toMatchObject({ error: { kind: 'unauthenticated', hint: 'Set GITHUB_TOKEN.' } });
  expect(await execute(404)).toMatchObject({
    error: { kind: 'not_found', hint: expect.stringContaining('GITHUB_TOKEN') as string },
  });
});

test('A23: every answer tells the quota, without a call of its own', async () => {
  const recorded = answering({ status: 404, headers: limits(4711), body: said('Not Found') });
  const result = await asRead(recorded.fetch);
  expect(result.meta.rateLimit).toEqual({ limit: 5000, remaining: 4711, resetsAt: now + 90_000 });
  expect(recorded.asked).toHaveLength(1);
});

test.each([401, 403, 404, 409, 422, 429, 500, 502, 503])('nothing is repeated after a %i', async (status) => {
  const recorded = answering({ status, body: said('No') });
  await asWrite(recorded.fetch);
  expect(recorded.asked).toEqual(['POST https://github.test/repos/octo/app/issues/7/comments']);
});
