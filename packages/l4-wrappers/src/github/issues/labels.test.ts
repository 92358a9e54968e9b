import { createContext, inverseOf } from '@strata/core';
import { expect, test } from 'vitest';
import { makeLabel, openIssue, openPullOf } from './arranged-items.fixture.ts';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';
import { markedContext } from '../writes.fixture.ts';

const ctx = createContext();

/** Octokit asks with the address as text. */
const addressOf = (input: unknown): string => (typeof input === 'string' ? input : '');

const connect = async () => {
  const local = await startLocalGitHub();
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, perPage: 2 });
  return { local, github, repo: local.repo, [Symbol.asyncDispose]: local.stop };
};

test('S44: labels of a repository are listed over pages, and made and deleted with what they are', async () => {
  await using given = await connect();
  const { github, repo } = given;
  for (const name of ['a', 'b', 'c']) await makeLabel(given.local, name);
  expect(await github.execute({ operation: 'list_labels', repo }, ctx)).toMatchObject({
    data: { labels: [{ name: 'a', color: 'ff0000', description: 'About a' }, { name: 'b' }, { name: 'c' }], count: 3 },
  });
  const gone = await github.execute({ operation: 'delete_label', repo, name: 'b' }, ctx);
  expect(gone).toMatchObject({
    data: { name: 'b', color: 'ff0000', description: 'About b', deleted: true },
  });
  const none = await github.execute({ operation: 'delete_label', repo, name: 'b' }, ctx);
  expect(none).toMatchObject({ data: { name: 'b', deleted: false } });
});

test('create_label does not take another label for its own', async () => {
  await using given = await connect();
  const { github, repo } = given;
  await makeLabel(given.local, 'bug');
  const other = await github.execute({ operation: 'create_label', repo, name: 'bug', color: '00ff00' }, ctx);
  expect(other).toMatchObject({ error: { kind: 'conflict', message: expect.stringContaining("'bug'") as string } });
  const same = { operation: 'create_label', repo, name: 'bug', color: 'FF0000', description: 'About bug' } as const;
  const again = await github.execute(same, ctx);
  expect(again).toMatchObject({ data: { created: false } });
  expect(again.success && github.operations.create_label.undo?.request(same, again.data)).toBeUndefined();
});

test('a label of a repository that is not there is not_found', async () => {
  await using given = await connect();
  const repo = 'octo/other';
  for (const operation of ['create_label', 'delete_label'] as const)
    expect(await given.github.execute({ operation, repo, name: 'bug' }, ctx)).toMatchObject({
      error: { kind: 'not_found', message: expect.stringContaining('repository octo/other') as string },
    });
});

test('add_labels says which were new, on issues and pull requests alike', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  await makeLabel(local, 'bug');
  await makeLabel(local, 'easy');
  for (const number of [await openIssue(local), await openPullOf(local, 'octo')]) {
    const first = await github.execute({ operation: 'add_labels', repo, number, labels: ['bug', 'bug'] }, ctx);
    expect(first).toMatchObject({ data: { labels: ['bug'], added: ['bug'] } });
    const second = await github.execute({ operation: 'add_labels', repo, number, labels: ['easy', 'bug'] }, ctx);
    expect(second).toMatchObject({ data: { labels: ['bug', 'easy'], added: ['easy'] } });
  }
});

test('S44: add_labels refuses a label that the repository has not, and puts on none of them', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  await makeLabel(local, 'bug');
  const number = await openIssue(local);
  const before = await local.snapshot();
  const result = await github.execute({ operation: 'add_labels', repo, number, labels: ['bug', 'bgu'] }, ctx);
  expect(result).toMatchObject({
    error: {
      kind: 'not_found',
      message: "repository octo/app has no label 'bgu'",
      hint: expect.stringContaining('create_label') as string,
    },
  });
  expect(await local.snapshot()).toEqual(before);
});

test('remove_labels leaves no half: when one fails, those before it are put on again', async () => {
  await using given = await connect();
  const { repo, local } = given;
  const number = await openIssue(local, { labels: ['one', 'two', 'three'] });
  const before = await local.snapshot();
  const fetch: typeof globalThis.fetch = async (input, init) =>
    init?.method === 'DELETE' && addressOf(input).endsWith('/two')
      ? Response.json({ message: 'Resource not accessible by integration' }, { status: 403 })
      : globalThis.fetch(input, init);
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch });

  const result = await github.execute(
    { operation: 'remove_labels', repo, number, labels: ['one', 'two', 'three'] },
    markedContext(),
  );

  expect(result).toMatchObject({ error: { kind: 'forbidden' } });
  const sorted = (labels: readonly string[]) =>
    labels.map((it) =>
      it
        .split(' @ ')[0]
        ?.split(/[:,] ?/)
        .toSorted(),
    );
  expect(sorted((await local.snapshot()).labels)).toEqual(sorted(before.labels));
});

test('remove_labels says that something may be left when it could not put them on again', async () => {
  await using given = await connect();
  const { repo, local } = given;
  const number = await openIssue(local, { labels: ['one', 'two'] });
  const fetch: typeof globalThis.fetch = async (input, init) =>
    (init?.method ?? 'GET') === 'GET' || addressOf(input).endsWith('/one')
      ? globalThis.fetch(input, init)
      : Response.json({ message: 'No' }, { status: 403 });
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch });

  const result = await github.execute({ operation: 'remove_labels', repo, number, labels: ['one', 'two'] }, ctx);

  expect(result).toMatchObject({
    error: { kind: 'unavailable', mayHaveHappened: true, message: expect.stringContaining('one') as string },
  });
});

test('a label may be called what it likes', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const name = 'area/ui: forms #1?';
  const number = await openIssue(local);
  const labels = [name];
  expect(await github.execute({ operation: 'create_label', repo, name }, ctx)).toMatchObject({
    data: { created: true },
  });
  expect(await github.execute({ operation: 'add_labels', repo, number, labels }, ctx)).toMatchObject({
    data: { added: [name] },
  });
  expect(await github.execute({ operation: 'remove_labels', repo, number, labels }, ctx)).toMatchObject({
    data: { labels: [], removed: [name] },
  });
  expect(await github.execute({ operation: 'delete_label', repo, name }, ctx)).toMatchObject({
    data: { deleted: true },
  });
});

test('S12: a label that somebody else makes at the same moment counts as theirs', async () => {
  await using given = await connect();
  const { repo, local } = given;
  let made = false;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (init?.method !== 'POST') return globalThis.fetch(input, init);
    await makeLabel(local, 'bug');
    made = true;
    return globalThis.fetch(input, init);
  };
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch });
  const request = { operation: 'create_label', repo, name: 'bug', color: 'ff0000', description: 'About bug' } as const;
  expect(await github.execute(request, ctx)).toMatchObject({ success: false, error: { retryable: false } });
  expect(made).toBe(true);
});

test('S14: the word for a name that is taken is a conflict', async () => {
  const taken = {
    message: 'Validation Failed',
    errors: [{ resource: 'Label', code: 'already_exists', field: 'name' }],
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (init?.method === 'POST') return Response.json(taken, { status: 422 });
    return addressOf(input).includes('/labels/') ? Response.json({}, { status: 404 }) : Response.json({});
  };
  const github = new GitHubAPIWrapper({ baseUrl: 'https://github.test', fetch });
  expect(await github.execute({ operation: 'create_label', repo: 'octo/app', name: 'bug' }, ctx)).toMatchObject({
    error: { kind: 'conflict', hint: expect.stringContaining('another name') as string },
  });
});

test('remove_labels puts back what came off when the caller calls it off in the middle', async () => {
  await using given = await connect();
  const { repo, local } = given;
  const number = await openIssue(local, { labels: ['one', 'two'] });
  const controller = new AbortController();
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answer = await globalThis.fetch(input, init);
    if (init?.method === 'DELETE') controller.abort();
    return answer;
  };
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch });
  const called = createContext({ signal: controller.signal });

  const request = { operation: 'remove_labels', repo, number, labels: ['one', 'two'] } as const;
  expect(await github.execute(request, called)).toMatchObject({ error: { kind: 'cancelled' } });

  const { labels } = await local.ask<{ labels: readonly { name: string }[] }>('GET', `/repos/${repo}/issues/${number}`);
  expect(labels.map((it) => it.name).toSorted()).toEqual(['one', 'two']);
});

test.each(['open', 'closed'])(
  'S11: undoing create_label leaves it on what somebody has put it on (%s)',
  async (state) => {
    await using given = await connect();
    const { github, repo, local } = given;
    const request = { operation: 'create_label', repo, name: 'new one' } as const;
    const done = await github.execute(request, ctx);
    const number = await openIssue(local, { labels: ['new one'] });
    await local.ask('PATCH', `/repos/${repo}/issues/${number}`, { state });
    // The request is one of this catalog.
    const undo = inverseOf(github.operations.create_label as never, request, done.success && done.data) as never;
    expect(await github.execute(undo, ctx)).toMatchObject({ data: { deleted: false } });
    expect(await github.execute({ operation: 'get_issue', repo, number }, ctx)).toMatchObject({
      data: { labels: ['new one'] },
    });
    await github.execute({ operation: 'remove_labels', repo, number, labels: ['new one'] }, ctx);
    expect(await github.execute(undo, ctx)).toMatchObject({ data: { deleted: true } });
  },
);

test('S12: after a lost answer a label of another colour is not taken for the one that was made', async () => {
  await using given = await connect();
  const { repo, local } = given;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (init?.method !== 'POST') return globalThis.fetch(input, init);
    await makeLabel(local, 'bug');
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('cut'), { code: 'ECONNRESET' }) });
  };
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch });
  expect(await github.execute({ operation: 'create_label', repo, name: 'bug', color: '00ff00' }, ctx)).toMatchObject({
    error: { kind: 'unavailable', mayHaveHappened: true },
  });
});
