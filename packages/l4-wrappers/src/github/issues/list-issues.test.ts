import { createContext } from '@strata/core';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';

const repo = 'octo/app';

/** GitHub's list of issues, which has the pull requests among them; the local GitHub leaves those out. */
const listing = (items: readonly object[]) => {
  const asked: URL[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = new URL(new Request(input).url);
    asked.push(url);
    const page = Number(url.searchParams.get('page'));
    const perPage = Number(url.searchParams.get('per_page'));
    const link = page * perPage < items.length ? { link: `<${url.href}>; rel="next"` } : undefined;
    return Response.json(items.slice((page - 1) * perPage, page * perPage), { headers: { ...link } });
  };
  return { fetch, asked };
};

const issueOf = (number: number) => ({
  number,
  title: `Issue ${number}`,
  body: null,
  state: 'open',
  labels: [],
  html_url: `https://github.test/${repo}/issues/${number}`,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
});

const pullOf = (number: number) => ({ ...issueOf(number), pull_request: {} });

test.each([1, 2])('A23: %i issues behind 300 pull requests take no request for each of those', async (maxResults) => {
  const pulls = Array.from({ length: 300 }, (_, index) => pullOf(1000 - index));
  const { fetch, asked } = listing([...pulls, issueOf(3), issueOf(2), issueOf(1)]);
  const github = new GitHubAPIWrapper({ baseUrl: 'https://github.test', fetch });

  const result = await github.execute({ operation: 'list_issues', repo, maxResults }, createContext());

  expect(result.success && result.data.issues.map((it) => it.number)).toEqual([3, 2].slice(0, maxResults));
  expect(asked.map((url) => url.searchParams.get('per_page'))).toEqual(['100', '100', '100', '100']);
});
