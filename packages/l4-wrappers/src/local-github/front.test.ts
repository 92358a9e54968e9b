import { createManualClock } from '@strata/testing';
import { expect, test } from 'vitest';
import { type LocalGitHubOptions, startLocalGitHub } from './local-github.ts';

const repo = 'ann/app';

const start = async (options: Partial<LocalGitHubOptions> = {}) => {
  const local = await startLocalGitHub({ repo, files: [], people: ['bob'], ...options });
  const ask = async (method: string, path: string, body?: object, given: { as?: string; etag?: string } = {}) => {
    const token = local.tokenOf(given.as ?? 'ann').reveal();
    const answer = await fetch(`${local.url}/repos/${repo}${path}`, {
      method,
      headers: {
        authorization: `token ${token}`,
        'content-type': 'application/json',
        ...(given.etag === undefined ? {} : { 'if-none-match': given.etag }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: answer.status, headers: answer.headers, text, json };
  };
  const branch = async (name: string): Promise<void> => {
    await ask('POST', '/git/refs', { ref: `refs/heads/${name}`, sha: local.baseSha });
    await ask('PUT', `/contents/${name}.txt`, { branch: name, message: name, content: 'YQ==' });
  };
  return { local, ask, branch, [Symbol.asyncDispose]: local.stop };
};

test('S47: what has not changed is answered with 304, without a body and without a charge', async () => {
  await using given = await start();
  const { local, ask } = given;
  const first = await ask('GET', '/branches/main');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^W\/"[0-9a-f]+"$/);
  const { spent, requests } = local;
  const again = await ask('GET', '/branches/main', undefined, { etag });
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  // A strong tag with the same text names the same body.
  const strong = await ask('GET', '/branches/main', undefined, { etag: etag.slice(2) });
  expect(strong.status).toBe(304);
  expect([local.requests, local.spent]).toEqual([requests + 2, spent]);
  await ask('PUT', '/contents/a.txt', { branch: 'main', message: 'a', content: 'YQ==' });
  expect((await ask('GET', '/branches/main', undefined, { etag })).status).toBe(200);
  expect((await ask('POST', '/issues', { title: 'T' })).headers.get('etag')).toBeNull();
});

test('S44: the quota counts down, ends with 403, and begins anew after an hour', async () => {
  const clock = createManualClock();
  await using given = await start({ limit: 2, clock });
  const { local, ask } = given;
  const left = async () => {
    const { status, headers } = await ask('GET', '');
    return [status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')];
  };
  expect(local.requests).toBe(0);
  expect(await left()).toEqual([200, '2', '1']);
  expect(await left()).toEqual([200, '2', '0']);
  expect(await left()).toEqual([403, '2', '0']);
  expect([local.requests, local.spent]).toEqual([3, 2]);
  const rate = await (await fetch(`${local.url}/rate_limit`)).json();
  expect(rate).toMatchObject({ resources: { core: { limit: 2, remaining: 0 }, search: { remaining: 30 } } });
  await clock.advance(3_600_000);
  expect(await left()).toEqual([200, '2', '1']);
});

test('S44: only what the newest status of each context says counts', async () => {
  await using given = await start();
  const { ask, local } = given;
  const status = (state: string, context: string) => ask('POST', `/statuses/${local.baseSha}`, { state, context });
  const combined = async () => (await ask('GET', '/commits/main/status')).json;
  expect(await combined()).toMatchObject({ state: 'pending', total_count: 0 });
  await status('failure', 'ci');
  expect(await combined()).toMatchObject({ state: 'failure' });
  expect((await status('success', 'CI')).status).toBe(201);
  expect(await combined()).toMatchObject({ state: 'success', total_count: 1, sha: local.baseSha });
  await status('pending', 'scan');
  expect(await combined()).toMatchObject({ state: 'pending', total_count: 2 });
  expect((await ask('GET', '/commits/main/statuses')).json).toMatchObject([{ context: 'scan' }, {}, { context: 'ci' }]);
  expect((await status('great', 'ci')).status).toBe(422);
  expect((await ask('POST', `/statuses/${'0'.repeat(40)}`, { state: 'success' })).status).toBe(422);
});

test('S44: a second open pull request for the same branches is refused, and one for a branch that is not there', async () => {
  await using given = await start();
  const { ask, branch } = given;
  await branch('work');
  const open = (head: string) => ask('POST', '/pulls', { title: 'T', head, base: 'main' });
  expect((await open('work')).status).toBe(201);
  const second = await open('work');
  expect([second.status, second.text]).toEqual([422, expect.stringContaining('already exists for ann:work')]);
  expect((await open('nowhere')).status).toBe(422);
  await ask('PATCH', '/pulls/1', { state: 'closed' });
  expect((await open('work')).status).toBe(201);
});

test('S44: a merge is a merge when nothing else is said', async () => {
  await using given = await start();
  const { ask, branch } = given;
  await branch('work');
  await ask('POST', '/pulls', { title: 'T', head: 'work', base: 'main' });
  expect((await ask('PUT', '/pulls/1/merge')).json).toMatchObject({ merged: true });
});

test('S44: nobody approves their own change, and somebody else does', async () => {
  await using given = await start();
  const { ask, branch } = given;
  await branch('work');
  await ask('POST', '/pulls', { title: 'T', head: 'work', base: 'main' });
  const approve = (as: string) => ask('POST', '/pulls/1/reviews', { event: 'APPROVE' }, { as });
  expect((await approve('ann')).status).toBe(422);
  expect((await approve('bob')).json).toMatchObject({ state: 'APPROVED', user: { login: 'bob' } });
});

test('S44: the comments of all issues and pull requests are one list', async () => {
  await using given = await start();
  const { ask, branch } = given;
  await branch('work');
  await ask('POST', '/issues', { title: 'T' });
  await ask('POST', '/pulls', { title: 'T', head: 'work', base: 'main' });
  for (const number of [1, 2]) await ask('POST', `/issues/${number}/comments`, { body: `on ${number}` });
  expect((await ask('GET', '/issues/comments')).json).toMatchObject([{ body: 'on 1' }, { body: 'on 2' }]);
  expect((await ask('GET', '/issues/comments?direction=desc&per_page=1')).json).toMatchObject([{ body: 'on 2' }]);
});

test('S44: alerts are listed, shown, dismissed with a reason and opened again', async () => {
  await using given = await start();
  const { ask, local } = given;
  const seed = { package: 'left-pad', severity: 'high', summary: 'Pads wrong' } as const;
  for (let count = 1; count <= 3; count += 1) expect(local.addDependabotAlert(seed)).toBe(count);
  const page = await ask('GET', '/dependabot/alerts?per_page=2');
  expect(page.json).toMatchObject([{ number: 3 }, { number: 2 }]);
  const next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
  const path = new URL(next).pathname + new URL(next).search;
  expect((await ask('GET', path.slice(`/repos/${repo}`.length))).json).toMatchObject([{ number: 1 }]);
  const change = (body: object) => ask('PATCH', '/dependabot/alerts/1', body);
  expect((await change({ state: 'dismissed' })).status).toBe(422);
  const dismissed = await change({ state: 'dismissed', dismissed_reason: 'not_used' });
  expect(dismissed.json).toMatchObject({ state: 'dismissed', dismissed_by: { login: 'ann' } });
  expect((await ask('GET', '/dependabot/alerts?state=open')).json).toHaveLength(2);
  expect((await change({ state: 'open' })).json).toMatchObject({ state: 'open', dismissed_reason: null });
  expect((await ask('GET', '/dependabot/alerts/4')).status).toBe(404);
});

test('S44: a token that nobody knows is refused with 401, whatever it is for', async () => {
  await using given = await start();
  const { local } = given;
  const { spent } = local;
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/commits/main/status'],
    ['POST', '/issues'],
  ] as const) {
    const headers = { authorization: 'token not-a-real-token' };
    const answer = await fetch(`${local.url}/repos/${repo}${path}`, { method, headers });
    expect([answer.status, await answer.json()]).toMatchObject([401, { message: 'Bad credentials', status: '401' }]);
  }
  expect(local.spent).toBe(spent);
});

test('S44: without a token everything can be read as on a public repository, and nothing written', async () => {
  await using given = await start();
  const { local, ask, branch } = given;
  await branch('work');
  await ask('POST', '/pulls', { title: 'T', head: 'work', base: 'main' });
  const bare = (path: string, method = 'GET') => fetch(`${local.url}/repos/${repo}${path}`, { method });
  for (const path of ['', '/pulls', '/pulls/1', '/branches/main']) {
    const answer = await bare(path);
    const text = await answer.text();
    expect([answer.status, text.includes('"permissions"')], path).toEqual([200, false]);
  }
  expect(await (await bare('')).json()).toMatchObject({ full_name: repo });
  for (const [path, method] of [
    ['/issues', 'POST'],
    ['/pulls/1/merge', 'PUT'],
    ['/issues/1/labels', 'DELETE'],
  ] as const) {
    const answer = await bare(path, method);
    expect([answer.status, await answer.json()]).toMatchObject([401, { message: 'Requires authentication' }]);
  }
  expect((await ask('GET', '')).json).toMatchObject({ permissions: { admin: true } });
});
