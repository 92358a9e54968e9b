import { createContext } from '@strata/core';
import { expect, test } from 'vitest';
import { startCuttingProxy } from './cutting-proxy.fixture.ts';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';
import { answering } from './recorded-answer.fixture.ts';
import type { GitHubRequest } from '../writes.fixture.ts';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What is sent for a request, up to the first answer. */
const sent = async (request: GitHubRequest): Promise<Sent> => {
  const all: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const given = new Request(input, init);
    const { pathname: path, search: query } = new URL(given.url);
    const text = await given.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    all.push({ method: given.method, path, query, headers: given.headers, body });
    return Response.json({ message: 'No' }, { status: 500 });
  };
  const github = new GitHubAPIWrapper({ baseUrl: 'https://github.test/api/v3/', token: 't0ken', fetch });
  await github.execute<GitHubRequest['operation']>(request, createContext({ callId: 'c' }));
  const [first] = all;
  if (first === undefined) throw new Error('nothing was sent');
  return first;
};

const repo = 'octo/app';

test('every request carries the token and the name of the library', async () => {
  const { headers, path } = await sent({ operation: 'get_repo', repo });
  expect(headers.get('authorization')).toBe('token t0ken');
  expect(headers.get('user-agent')).toMatch(/^strata/);
  expect(path).toBe('/api/v3/repos/octo/app');
});

test('list_prs names the owner of the head, without which GitHub ignores the filter', async () => {
  const { query } = await sent({ operation: 'list_prs', repo, head: 'work/fix', maxResults: 7 });
  expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
    state: 'open',
    sort: 'created',
    direction: 'desc',
    head: 'octo:work/fix',
    per_page: '7',
    page: '1',
  });
});

test('merge_pr always says how, and which head', async () => {
  const expectedHead = 'a'.repeat(40);
  const { method, path, body } = await sent({ operation: 'merge_pr', repo, number: 3, expectedHead });
  expect([method, path, body]).toEqual([
    'PUT',
    '/api/v3/repos/octo/app/pulls/3/merge',
    { merge_method: 'merge', sha: expectedHead },
  ]);
});

test('create_pr sends the mark with the body', async () => {
  const { body } = await sent({ operation: 'create_pr', repo, title: 'T', head: 'fix' });
  expect(body).toEqual({ title: 'T', head: 'fix', base: 'main', draft: false, body: '\n\n<!-- strata:call c -->' });
});

test('create_pr and create_issue send what was named, and nothing for what was not', async () => {
  const pull = await sent({ operation: 'create_pr', repo, title: 'T', head: 'fix', maintainerCanModify: false });
  expect(pull.body).toMatchObject({ maintainer_can_modify: false });
  const issue = await sent({ operation: 'create_issue', repo, title: 'T' });
  expect(issue.body).toEqual({ title: 'T', labels: [], assignees: [], body: '\n\n<!-- strata:call c -->' });
  const full = { labels: ['bug'], assignees: ['rita'], milestone: 3 };
  expect((await sent({ operation: 'create_issue', repo, title: 'T', ...full })).body).toMatchObject(full);
});

test('a review sends its remarks as GitHub counts lines, with the mark in its own text', async () => {
  const commit = 'a'.repeat(40);
  const comments = [
    { path: 'a.ts', line: 7, body: 'New' },
    { path: 'a.ts', line: 9, startLine: 8, side: 'left', body: 'Old' },
  ] as const;
  const { path, body } = await sent({ operation: 'comment_review', repo, number: 3, body: 'Hm', commit, comments });
  expect(path).toBe('/api/v3/repos/octo/app/pulls/3/reviews');
  expect(body).toEqual({
    event: 'COMMENT',
    body: 'Hm\n\n<!-- strata:call c -->',
    commit_id: commit,
    comments: [
      { path: 'a.ts', line: 7, side: 'RIGHT', body: 'New' },
      { path: 'a.ts', line: 9, side: 'LEFT', start_line: 8, start_side: 'LEFT', body: 'Old' },
    ],
  });
});

test('create_check_run sends an output only when there is one', async () => {
  const run = { operation: 'create_check_run', repo, sha: 'a'.repeat(40), name: 'tests' } as const;
  expect((await sent(run)).body).toEqual({
    head_sha: run.sha,
    name: 'tests',
    status: 'queued',
    external_id: 'strata:call c',
  });
  const annotations = [{ path: 'a.ts', line: 2, level: 'warning', message: 'Hm', title: 'T' }] as const;
  const said = { title: 'Red', summary: 'See', text: 'All', annotations, detailsUrl: 'https://ci.test/1' };
  expect((await sent({ ...run, conclusion: 'failure', ...said })).body).toMatchObject({
    status: 'completed',
    conclusion: 'failure',
    details_url: 'https://ci.test/1',
    output: {
      title: 'Red',
      summary: 'See',
      text: 'All',
      annotations: [
        { path: 'a.ts', start_line: 2, end_line: 2, annotation_level: 'warning', message: 'Hm', title: 'T' },
      ],
    },
  });
});

test('a path and a branch stay one part of the address, whatever they hold', async () => {
  const { path, query } = await sent({ operation: 'get_file', repo, path: 'a b/#1?.txt', ref: 'x&y=z' });
  expect(decodeURIComponent(path)).toBe('/api/v3/repos/octo/app/contents/a b/#1?.txt');
  expect(Object.fromEntries(new URLSearchParams(query))).toEqual({ ref: 'x&y=z' });
});

test('onRequest is called for each request that is sent, and for none that is not', async () => {
  await using local = await startLocalGitHub();
  // It cuts nothing here: it only counts what arrives.
  await using proxy = await startCuttingProxy(local.url, 'after');
  let told = 0;
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: proxy.url, onRequest: () => (told += 1) });
  await github.execute({ operation: 'list_branches', repo: local.repo, names: ['main', 'no'] }, createContext());
  await github.execute({ operation: 'get_branch', repo: local.repo, branch: 'a b' }, createContext());
  expect(proxy.passed).toHaveLength(2);
  expect(told).toBe(2);
});

test('onRequest is called for a fetch of the caller, too', async () => {
  const recorded = answering({ status: 404, body: { message: 'Not Found' } });
  let told = 0;
  const github = new GitHubAPIWrapper({ fetch: recorded.fetch, onRequest: () => (told += 1) });
  await github.execute({ operation: 'get_repo', repo }, createContext());
  expect([told, recorded.asked.length]).toEqual([1, 1]);
});
