import { createContext } from '@strata/core';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { startLocalGitHub } from '@strata/l4-wrappers/local-github';
import { describe, expect, test } from 'vitest';
import { checked } from './checked-fetch.ts';
import { startCheckedProxy } from './checked-proxy.ts';
import { lineOf } from './contract-problem.ts';
import { createGitHubContract } from './github-contract.ts';

const contract = await createGitHubContract();
const none = new URLSearchParams();

describe('S46: a request that GitHub does not document is told of', () => {
  test.each([
    ['GET', '/repos/o/r/pulls', 'state=opn', undefined, '?state: must be equal to one of the allowed values'],
    ['GET', '/repos/o/r/pulls', 'per_page=many', undefined, '?per_page: must be integer'],
    ['GET', '/repos/o/r/pulls', 'stat=open', undefined, '?stat: is not documented'],
    ['GET', '/search/issues', '', undefined, '?q: is required'],
    ['POST', '/repos/o/r/issues', '', { titel: 'T' }, '/titel: is not documented'],
    ['POST', '/repos/o/r/issues', '', {}, "must have required property 'title'"],
    ['POST', '/repos/o/r/issues', '', undefined, 'a body is required'],
    ['PUT', '/repos/o/r/pulls/1/merge', '', { merge_method: 'octopus' }, '/merge_method: must be equal to'],
    ['GET', '/repos/o/r/nothing', '', undefined, 'GET /repos/o/r/nothing request: is not documented'],
  ])('%s %s?%s %j', (method, path, query, sent, said) => {
    const problems = contract.requestProblems({ method, path, query: new URLSearchParams(query), sent });
    expect(problems.map(lineOf).join('\n')).toContain(said);
  });

  test('and one that it documents is not', () => {
    const query = new URLSearchParams({ state: 'open', per_page: '100', page: '2' });
    expect(contract.requestProblems({ method: 'GET', path: '/repos/o/r/pulls', query, sent: undefined })).toEqual([]);
    const sent = { title: 'T', labels: ['bug'], milestone: null };
    expect(contract.requestProblems({ method: 'POST', path: '/repos/o/r/issues', query: none, sent })).toEqual([]);
  });
});

describe('S46: an answer that GitHub does not document is told of', () => {
  const status = {
    url: 'u',
    avatar_url: null,
    id: 1,
    node_id: 'n',
    state: 'success',
    description: null,
    target_url: null,
    context: 'ci',
    created_at: 'c',
    updated_at: 'u',
    creator: null,
  };
  const problemsOf = (answered: unknown, code = 200) =>
    contract
      .responseProblems({ method: 'GET', path: '/repos/o/r/commits/main/statuses', status: code, answered })
      .map(lineOf);

  test('a field that is missing, one of another type, and a status that is unheard of', () => {
    expect(problemsOf([status])).toEqual([]);
    expect(problemsOf([status, { ...status, id: 'one' }]).join()).toContain('/…/id: must be integer');
    const { context: _context, ...less } = status;
    expect(problemsOf([less]).join()).toContain("must have required property 'context'");
    expect(problemsOf([], 299).join()).toContain('status 299 is not documented');
  });

  test('a refusal is none', () => {
    expect(problemsOf({ message: 'No' }, 418)).toEqual([]);
  });
});

test('S46: the most literal of the routes that fit is the one', () => {
  expect(contract.routeOf('GET', '/repos/o/r/releases/latest')).toBe('GET /repos/{owner}/{repo}/releases/latest');
  expect(contract.routeOf('GET', '/repos/o/r/contents/a/b')).toBe('GET /repos/{owner}/{repo}/contents/{path}');
  expect(contract.routeOf('TRACE', '/repos/o/r')).toBeUndefined();
});

test('S46: a watched fetch and a watched proxy tell of the same, and change nothing', async () => {
  await using local = await startLocalGitHub({ repo: 'octo/app', files: [] });
  await using proxy = await startCheckedProxy(contract, local.url);
  const watched = checked(contract, globalThis.fetch, local.url);
  const token = local.token;
  const direct = new GitHubAPIWrapper({ token, baseUrl: local.url, fetch: watched.fetch });
  const through = new GitHubAPIWrapper({ token, baseUrl: proxy.url });
  const ctx = createContext();
  const request = { operation: 'list_branches', repo: 'octo/app' } as const;
  const answers = [await direct.execute(request, ctx), await through.execute(request, ctx)];
  expect(answers.map((it) => it.success && it.data.branches)).toEqual([
    [expect.objectContaining({ branch: 'main', sha: local.baseSha })],
    [expect.objectContaining({ branch: 'main', sha: local.baseSha })],
  ]);
  for (const { routes, problems } of [watched, proxy]) {
    expect([...routes]).toEqual(['GET /repos/{owner}/{repo}/branches']);
    expect(problems).toEqual([]);
  }
});
