import { createContext } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';

const ctx = createContext({ callId: 'ship/create_pr' });

/** A repository with five branches that each have a commit of their own. */
const connect = async () => {
  const local = await startLocalGitHub();
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, perPage: 2 });
  for (const branch of ['one', 'two', 'three', 'four', 'five']) {
    await local.ask('POST', `/repos/${local.repo}/git/refs`, { ref: `refs/heads/${branch}`, sha: local.base });
    await local.ask('PUT', `/repos/${local.repo}/contents/${branch}.txt`, { branch, message: branch, content: 'YQ==' });
  }
  const open = (head: string, title = head) =>
    github.execute({ operation: 'create_pr', repo: local.repo, title, body: `About ${head}`, head }, ctx);
  return { local, github, repo: local.repo, open, [Symbol.asyncDispose]: local.stop };
};

test('A8: a pull request that was opened has its number and the address of its page', async () => {
  await using given = await connect();
  const result = await given.open('one');
  expect(result).toMatchObject({
    data: { number: 1, state: 'open', url: expect.stringMatching(/\/octo\/app\/pull\/1$/) as string },
  });
});

test('A4: get_pr gives the pull request that was asked for', async () => {
  await using given = await connect();
  await given.open('one', 'First');
  await given.open('two', 'Second');
  const get = (number: number) => given.github.execute({ operation: 'get_pr', repo: given.repo, number }, ctx);
  expect(await get(1)).toMatchObject({ data: { number: 1, title: 'First', head: 'one' } });
  expect(await get(2)).toMatchObject({
    data: { number: 2, title: 'Second', head: 'two', base: 'main', merged: false, mergeSha: null },
  });
  expect(await get(3)).toMatchObject({
    error: { kind: 'not_found', message: expect.stringContaining('#3 in octo/app') as string },
  });
});

test('the mark of the call is on GitHub, and not in what readers get', async () => {
  await using given = await connect();
  await given.open('one');
  const raw = await given.local.ask<{ body: string }>('GET', `/repos/${given.repo}/pulls/1`);
  expect(raw.body).toBe('About one\n\n<!-- strata:call ship%2Fcreate_pr -->');
  const shown = await given.github.execute({ operation: 'get_pr', repo: given.repo, number: 1 }, ctx);
  expect(shown).toMatchObject({ data: { body: 'About one', callId: 'ship/create_pr' } });
});

describe('list_prs', () => {
  test('filters by state, head and base', async () => {
    await using given = await connect();
    const { github, repo } = given;
    await given.open('one');
    await given.open('two');
    await github.execute({ operation: 'close_pr', repo, number: 1 }, ctx);
    const numbers = async (filter: object) => {
      const result = await github.execute({ operation: 'list_prs', repo, ...filter }, ctx);
      return result.success ? result.data.prs.map((pr) => pr.number) : result.error;
    };
    expect(await numbers({})).toEqual([2]);
    expect(await numbers({ state: 'closed' })).toEqual([1]);
    expect(await numbers({ state: 'all', sort: 'created', direction: 'asc' })).toEqual([1, 2]);
    expect(await numbers({ state: 'all', head: 'one' })).toEqual([1]);
    expect(await numbers({ state: 'all', base: 'other' })).toEqual([]);
  });

  test('A23: fetches as many pages as it takes, and no more', async () => {
    await using given = await connect();
    const { github, repo } = given;
    for (const branch of ['one', 'two', 'three', 'four', 'five']) await given.open(branch);
    const list = (maxResults: number) => github.execute({ operation: 'list_prs', repo, maxResults }, ctx);
    const quota = async (maxResults: number) => (await list(maxResults)).meta.rateLimit?.remaining ?? 0;
    expect(await list(100)).toMatchObject({ data: { count: 5 } });
    expect(await list(3)).toMatchObject({ data: { count: 3 } });
    const before = await quota(1);
    expect(before - (await quota(4))).toBe(2);
  });
});

describe('merge_pr', () => {
  test('merges with the method that is asked for, and only once', async () => {
    await using given = await connect();
    const { github, repo, local } = given;
    await given.open('one');
    const merge = {
      operation: 'merge_pr',
      repo,
      number: 1,
      method: 'squash',
      commitTitle: 'One',
      commitMessage: 'Text',
    } as const;
    const merged = await github.execute(merge, ctx);
    expect(merged).toMatchObject({ data: { merged: true, message: 'Pull Request successfully merged' } });
    const commits = await github.execute({ operation: 'list_commits', repo, maxResults: 1 }, ctx);
    expect(commits).toMatchObject({ data: { commits: [{ message: 'One\n\nText', parents: [local.base] }] } });
    expect(await github.execute(merge, ctx)).toMatchObject({ error: { kind: 'conflict', retryable: false } });
  });

  test('does not merge a head that has moved, or a draft', async () => {
    await using given = await connect();
    const { github, repo } = given;
    await given.open('one');
    const moved = { operation: 'merge_pr', repo, number: 1, expectedHead: '0'.repeat(40) } as const;
    expect(await github.execute(moved, ctx)).toMatchObject({ error: { kind: 'conflict' } });
    await github.execute({ operation: 'create_pr', repo, title: 'Draft', head: 'two', draft: true }, ctx);
    expect(await github.execute({ operation: 'merge_pr', repo, number: 2 }, ctx)).toMatchObject({ success: false });
  });
});

describe('close_pr and reopen_pr', () => {
  test('leave alone what is so already, and say so, so that undoing leaves it too', async () => {
    await using given = await connect();
    const { github, repo } = given;
    await given.open('one');
    const closePr = github.operations.close_pr;
    await github.execute({ operation: 'close_pr', repo, number: 1 }, ctx);
    const again = await github.execute({ operation: 'close_pr', repo, number: 1 }, ctx);
    expect(again).toMatchObject({ data: { state: 'closed', changed: false } });
    expect(again.success && closePr.undo?.request({ repo, number: 1 }, again.data)).toBeUndefined();
    await github.execute({ operation: 'reopen_pr', repo, number: 1 }, ctx);
    expect(await github.execute({ operation: 'reopen_pr', repo, number: 1 }, ctx)).toMatchObject({
      data: { changed: false },
    });
  });

  test('a merged pull request is not opened again', async () => {
    await using given = await connect();
    const { github, repo } = given;
    await given.open('one');
    await github.execute({ operation: 'merge_pr', repo, number: 1 }, ctx);
    expect(await github.execute({ operation: 'close_pr', repo, number: 1 }, ctx)).toMatchObject({
      data: { changed: false },
    });
    expect(await github.execute({ operation: 'reopen_pr', repo, number: 1 }, ctx)).toMatchObject({
      error: { kind: 'conflict' },
    });
  });
});

test('issues: pull requests are not among them, and labels, states and comments are kept apart', async () => {
  await using given = await connect();
  const { github, repo } = given;
  await given.open('one');
  const labelled = { operation: 'create_issue', repo, title: 'Wrong sum', body: 'See', labels: ['bug'] } as const;
  const made = await github.execute({ ...labelled, labels: ['bug'] }, ctx);
  expect(made).toMatchObject({ data: { number: 2, state: 'open' } });
  await github.execute({ operation: 'create_issue', repo, title: 'Other' }, ctx);
  const issues = async (filter: object) => {
    const result = await github.execute({ operation: 'list_issues', repo, ...filter }, ctx);
    return result.success ? result.data.issues.map((it) => it.number) : result.error;
  };
  expect(await issues({ direction: 'asc' })).toEqual([2, 3]);
  expect(await issues({ labels: ['bug'] })).toEqual([2]);
  expect(await github.execute({ operation: 'get_issue', repo, number: 2 }, ctx)).toMatchObject({
    data: { title: 'Wrong sum', body: 'See', labels: ['bug'], callId: 'ship/create_pr' },
  });
  await github.execute({ operation: 'add_comment', repo, number: 2, body: '**3** passed' }, ctx);
  expect(await github.execute({ operation: 'list_comments', repo, number: 2 }, ctx)).toMatchObject({
    data: { comments: [{ body: '**3** passed', author: 'octo', callId: 'ship/create_pr' }], count: 1 },
  });
});
