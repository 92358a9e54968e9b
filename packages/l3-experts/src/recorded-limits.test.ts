import { createContext } from '@strata/core';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { createManualClock } from '@strata/testing';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GitHubExpert } from './github-expert.ts';

// GitHub's own answers at its limits, as its documentation shows them; a local GitHub has no limits to meet.
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterAll(() => server.close());

const secondary = {
  documentation_url:
    'https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
  message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
};

const issue = {
  number: 7,
  title: 'T',
  body: null,
  state: 'open',
  labels: [],
  html_url: 'https://github.com/o/r/issues/7',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
};

test('A1 A23 F16: a write that meets the secondary limit waits as long as GitHub says, and is made once', async () => {
  const clock = createManualClock();
  const arrivals: number[] = [];
  server.use(
    http.post('https://api.github.com/repos/o/r/issues', () => {
      arrivals.push(clock.now());
      return arrivals.length === 1
        ? HttpResponse.json(secondary, { status: 403, headers: { 'retry-after': '90' } })
        : HttpResponse.json(issue, { status: 201 });
    }),
  );
  // Whoever passes `fetch` gets it: that is how msw sees these calls.
  const wrapper = new GitHubAPIWrapper({
    token: 'made-up',
    baseUrl: 'https://api.github.com',
    fetch: (...given) => fetch(...given),
  });
  const answer = new GitHubExpert(wrapper).execute(
    { operation: 'create_issue', repo: 'o/r', title: 'T' },
    createContext({ clock }),
  );
  let settled = false;
  void answer.finally(() => (settled = true));
  await expect.poll(() => clock.advance(1_000).then(() => settled), { interval: 1, timeout: 20_000 }).toBe(true);
  expect(await answer).toMatchObject({ success: true, data: { number: 7 }, meta: { attempts: 2 } });
  const [first = 0, second = 0, ...more] = arrivals;
  expect(second - first).toBeGreaterThanOrEqual(90_000);
  expect(more).toEqual([]);
});
