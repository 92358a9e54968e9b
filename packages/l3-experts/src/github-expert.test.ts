import { type Server, createServer } from 'node:http';
import { createContext } from '@strata/core';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { createManualClock } from '@strata/testing';
import { expect, onTestFinished, test } from 'vitest';
import { GitHubExpert } from './github-expert.ts';
import { passing } from './time-passing.fixture.ts';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

const found: Answer = {
  status: 200,
  body: {
    default_branch: 'main',
    private: false,
    archived: false,
    permissions: { pull: true, push: true, admin: false },
    html_url: 'https://github.example/o/r',
  },
};

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** The real wrapper and its expert, before a server that gives recorded answers in turn. */
const open = async (answers: readonly Answer[]) => {
  const clock = createManualClock();
  const askedAt: number[] = [];
  const server = createServer((_request, response) => {
    const { status, headers, body } = answers[askedAt.length] ?? { status: 500, headers: {}, body: {} };
    askedAt.push(clock.now());
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => close(server));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const wrapper = new GitHubAPIWrapper({ baseUrl: `http://127.0.0.1:${port}`, token: 'made-up' });
  return { wrapper, expert: new GitHubExpert(wrapper), clock, askedAt, ctx: createContext({ clock }) };
};

test('A1, A23: a call that meets the rate limit waits for the reset and then succeeds', async () => {
  const resetSeconds = createManualClock().now() / 1000 + 60;
  const exhausted = {
    'x-ratelimit-limit': '60',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(resetSeconds),
  };
  const { expert, clock, askedAt, ctx } = await open([
    { status: 403, headers: exhausted, body: { message: 'API rate limit exceeded' } },
    found,
  ]);
  const answer = await passing(clock, expert.execute({ operation: 'get_repo', repo: 'o/r' }, ctx));
  expect(answer).toMatchObject({ success: true, data: { defaultBranch: 'main' }, meta: { attempts: 2 } });
  expect(askedAt[1]).toBeGreaterThanOrEqual(resetSeconds * 1000);
});

test("a class, a limit or a lane of one's own leaves the advised ones as they are", async () => {
  const rateLimit = { classes: { mine: { maxConcurrent: 1 } }, write: { maxConcurrent: 2 } };
  const { clock, askedAt, ctx, wrapper } = await open([]);
  const expert = new GitHubExpert(wrapper, {
    rateLimit,
    retry: false,
    circuitBreaker: false,
    timeout: { limitMs: 5000 },
  });
  const closing = [1, 2, 3].map((number) => expert.execute({ operation: 'close_issue', repo: 'o/r', number }, ctx));
  await passing(clock, Promise.all(closing));
  const apart = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
  expect([apart.length >= 2, apart.every((gap) => gap >= 1000)]).toEqual([true, true]);
});

test('a 502 is tried again', async () => {
  const { expert, clock, askedAt, ctx } = await open([{ status: 502, body: { message: 'Bad Gateway' } }, found]);
  const answer = await passing(clock, expert.execute({ operation: 'get_repo', repo: 'o/r' }, ctx));
  expect(answer).toMatchObject({ success: true });
  expect(askedAt).toHaveLength(2);
});

test('P4: a 404 is not', async () => {
  const { expert, clock, askedAt, ctx } = await open([{ status: 404, body: { message: 'Not Found' } }, found]);
  const answer = await passing(clock, expert.execute({ operation: 'get_repo', repo: 'o/r' }, ctx));
  expect(answer).toMatchObject({ success: false, error: { kind: 'not_found' }, meta: { attempts: 1 } });
  expect(askedAt).toHaveLength(1);
});

const sha = 'a'.repeat(40);
const statuses: Answer = { status: 200, body: { sha, state: 'pending', total_count: 0, statuses: [] } };
const runUnderWay = {
  id: 1,
  name: 'ci',
  head_sha: sha,
  status: 'in_progress',
  conclusion: null,
  html_url: 'https://github.example/o/r/runs/1',
  details_url: null,
  started_at: '2026-01-01T00:00:00Z',
  completed_at: null,
  output: { title: null, summary: null, text: null },
};
const runs: Answer = { status: 200, body: { total_count: 1, check_runs: [runUnderWay] } };

test.each([
  ['without', {}],
  ['with', { onPart: () => undefined }],
])('A1, S67: a 502 during a wait %s a listener neither ends the wait nor begins it anew', async (_with, listener) => {
  const look = [statuses, runs];
  const down = { status: 502, body: {} };
  const { expert, clock, askedAt, ctx } = await open([...look, down, ...look, ...look]);
  const [startedAt, timeoutMs] = [clock.now(), 600_000];
  const wait = { operation: 'wait_for_checks', repo: 'o/r', ref: 'main', timeoutMs, intervalMs: 200_000 } as const;
  const answer = await passing(clock, expert.execute(wait, { ...ctx, ...listener }));
  expect(answer).toMatchObject({ success: true, data: { state: 'pending' }, meta: { attempts: 1 } });
  expect(askedAt).toHaveLength(7);
  // The clock runs on while an answer is on its way.
  expect((askedAt.at(-1) ?? 0) - startedAt).toBeLessThan(timeoutMs + 60_000);
});

test('A1: a wait in which GitHub could never be asked fails once its time is up, and is not begun anew', async () => {
  const { expert, clock, askedAt, ctx } = await open([]);
  const [startedAt, timeoutMs] = [clock.now(), 600_000];
  const wait = { operation: 'wait_for_run', repo: 'o/r', runId: 1, timeoutMs, intervalMs: 200_000 } as const;
  const answer = await passing(clock, expert.execute(wait, ctx));
  expect(answer).toMatchObject({ error: { kind: 'unavailable' }, meta: { attempts: 1 } });
  expect(askedAt).toHaveLength(4);
  expect((askedAt.at(-1) ?? 0) - startedAt).toBeLessThan(timeoutMs + 60_000);
});

test('a request without an operation is refused, not thrown', async () => {
  const expert = new GitHubExpert(new GitHubAPIWrapper({ token: 'x' }));
  for (const request of [{}, { operation: 5 }])
    expect(await expert.execute(request as never, createContext())).toMatchObject({ error: { kind: 'invalid_input' } });
});
