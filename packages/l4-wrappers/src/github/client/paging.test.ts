import { createContext, pages } from '@strata/core';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { type LocalGitHub, startLocalGitHub } from '../local-github.fixture.ts';
import { markedContext } from '../writes.fixture.ts';

const ctx = createContext();

const openIssues = async ({ ask, repo }: LocalGitHub, count: number): Promise<void> => {
  for (let index = 1; index <= count; index += 1)
    await ask('POST', `/repos/${repo}/issues`, { title: `Issue ${index}` });
};

const connect = async (count: number, perPage = 100) => {
  const local = await startLocalGitHub();
  await openIssues(local, count);
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, perPage });
  return { local, github, repo: local.repo, [Symbol.asyncDispose]: local.stop };
};

test('S45 A23: a list is complete when nothing bounds it, and says so', async () => {
  await using given = await connect(105);
  const all = await given.github.execute({ operation: 'list_issues', repo: given.repo }, ctx);
  expect(all).toMatchObject({ data: { count: 105, complete: true, nextPage: null } });
});

test.each([
  { maxResults: 4, count: 4, complete: false },
  { maxResults: 5, count: 5, complete: true },
  { maxResults: 3, count: 3, complete: false },
  { maxResults: 9, count: 5, complete: true },
])('S45: with $maxResults at most, 5 issues in pages of 2 are told to be $complete', async (asked) => {
  const { maxResults, count, complete } = asked;
  await using given = await connect(5, 2);
  const some = await given.github.execute({ operation: 'list_issues', repo: given.repo, maxResults }, ctx);
  expect(some).toMatchObject({ data: { count, complete, nextPage: null } });
});

test('S45: page by page each item comes once, with one request a page', async () => {
  await using given = await connect(5);
  const before = given.local.server.requests;
  const seen = [];
  const request = { operation: 'list_issues', repo: given.repo, direction: 'asc', pageSize: 2 } as const;
  for await (const answer of pages(given.github, request, ctx)) {
    if (!answer.success) throw new Error(answer.error.message);
    seen.push([answer.data.issues.map((it) => it.number), answer.data.complete, answer.data.nextPage]);
  }
  expect(seen).toEqual([
    [[1, 2], false, 2],
    [[3, 4], false, 3],
    [[5], true, null],
  ]);
  expect(given.local.server.requests - before).toBe(3);
});

test('S45: one page is what is given when one page is asked for', async () => {
  await using given = await connect(5);
  const page = { operation: 'list_issues', repo: given.repo, page: 2, pageSize: 2 } as const;
  expect(await given.github.execute(page, ctx)).toMatchObject({
    data: { issues: [{ number: 3 }, { number: 2 }], count: 2, complete: false, nextPage: 3 },
  });
  expect(await given.github.execute({ ...page, page: 9 }, ctx)).toMatchObject({
    data: { issues: [], complete: true, nextPage: null },
  });
});

test('S12: an effect is found behind a hundred others', async () => {
  await using given = await connect(1);
  const { github, repo, local } = given;
  const comment = { operation: 'add_comment', repo, number: 1, body: 'Mine' } as const;
  for (let index = 0; index < 101; index += 1)
    await local.ask('POST', `/repos/${repo}/issues/1/comments`, { body: `${index}` });
  const made = await github.execute(comment, markedContext('this/call'));
  const { locate } = github.operations.add_comment;
  if (locate === undefined || !made.success) throw new Error('it was not made');
  const input = { ...comment, type: 'issue' } as const;
  const asked = locate.request(input, 'this/call');
  if (asked === undefined) throw new Error('it cannot be looked for');
  const found = await github.execute({ operation: 'list_comments', ...asked }, ctx);
  expect(found.success && locate.pick(found.data, input, 'this/call')).toEqual(made.data);
});
