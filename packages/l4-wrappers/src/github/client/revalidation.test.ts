import { type KnownAnswer, type Revalidation, createContext } from '@strata/core';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';

const remembering = (): Revalidation & { readonly known: Map<string, KnownAnswer> } => {
  const known = new Map<string, KnownAnswer>();
  return { known, recall: (key) => known.get(key), remember: (key, answer) => void known.set(key, answer) };
};

const connect = async (perPage = 100) => {
  const local = await startLocalGitHub();
  const revalidation = remembering();
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, perPage });
  const ctx = createContext({ revalidation });
  return { local, github, ctx, revalidation, repo: local.repo, [Symbol.asyncDispose]: local.stop };
};

test('S47: what has not changed is asked for with its ETag, costs no quota, and is given as before', async () => {
  await using given = await connect();
  const { github, ctx, repo, local } = given;
  const first = await github.execute({ operation: 'get_branch', repo, branch: 'main' }, ctx);
  const { spent, requests } = local.server;
  const again = await github.execute({ operation: 'get_branch', repo, branch: 'main' }, ctx);
  expect(first.success && again.success && again.data).toEqual(first.success && first.data);
  expect(local.server.requests).toBe(requests + 1);
  expect(local.server.spent).toBe(spent);
  // The quota is the one that the 304 tells.
  expect(again.meta.rateLimit?.remaining).toBe(first.meta.rateLimit?.remaining);
});

test('S47: what has changed is given as it is now, and remembered anew', async () => {
  await using given = await connect();
  const { github, ctx, repo, local, revalidation } = given;
  const get = () => github.execute({ operation: 'get_file', repo, path: 'README.md', ref: 'main' }, ctx);
  await get();
  const [before] = [...revalidation.known.values()];
  const file = { operation: 'update_file', repo, path: 'README.md', content: 'new', message: 'Change' } as const;
  expect(await github.execute(file, createContext())).toMatchObject({ success: true });
  expect(await get()).toMatchObject({ data: { content: 'new' } });
  expect([...revalidation.known.values()][0]?.validator).not.toBe(before?.validator);
  const { spent } = local.server;
  expect(await get()).toMatchObject({ data: { content: 'new' } });
  expect(local.server.spent).toBe(spent);
});

test('S47: a list revalidates page by page, and sees a page that has come after one that is full and the same', async () => {
  await using given = await connect(2);
  const { github, ctx, repo, local } = given;
  await local.ask('POST', `/repos/${repo}/issues`, { title: 'T' });
  const comment = (body: string) => local.ask('POST', `/repos/${repo}/issues/1/comments`, { body });
  const list = async () => {
    const answer = await github.execute({ operation: 'list_comments', repo, number: 1 }, ctx);
    return answer.success && answer.data.comments.map((it) => it.body);
  };
  for (const body of ['a', 'b']) await comment(body);
  expect(await list()).toEqual(['a', 'b']);
  await comment('c');
  expect(await list()).toEqual(['a', 'b', 'c']);
  const { spent } = local.server;
  expect(await list()).toEqual(['a', 'b', 'c']);
  expect(local.server.spent).toBe(spent);
});

test('S47: keys name the request and nothing else, and what is remembered is plain JSON', async () => {
  await using given = await connect();
  const { github, ctx, repo, revalidation, local } = given;
  await github.execute({ operation: 'get_repo', repo }, ctx);
  const [[key, known] = ['', undefined]] = [...revalidation.known];
  expect(key).toBe(`GET ${local.url}/repos/octo/app`);
  expect(JSON.parse(JSON.stringify(known))).toEqual(known);
  expect(JSON.stringify([...revalidation.known])).not.toContain(local.token);
});

test('S47: nothing is asked conditionally when nobody remembers, and no write ever is', async () => {
  await using given = await connect();
  const { github, ctx, repo, revalidation, local } = given;
  await github.execute({ operation: 'get_repo', repo }, createContext());
  expect(revalidation.known.size).toBe(0);
  await github.execute({ operation: 'create_issue', repo, title: 'T' }, ctx);
  expect(revalidation.known.size).toBe(0);
  const { spent } = local.server;
  await github.execute({ operation: 'get_repo', repo }, createContext());
  expect(local.server.spent).toBe(spent + 1);
});
