import { createContext, stream } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { createScriptedClock } from '../checks/scripted-clock.fixture.ts';
import { GitHubAPIWrapper } from '../index.ts';
import { type LocalGitHub, startLocalGitHub } from '../local-github.fixture.ts';

const where = { repo: 'octo/app', intervalMs: 5_000, timeoutMs: 60_000 } as const;

const report = ({ ask, repo, base }: LocalGitHub, state: string): Promise<unknown> =>
  ask('POST', `/repos/${repo}/statuses/${base}`, { state, context: 'ci/build' });

/** What is waited for, and how it begins and ends. */
const waits = {
  wait_for_checks: {
    request: { operation: 'wait_for_checks', ref: 'main', ...where },
    begin: (local: LocalGitHub) => report(local, 'pending'),
    end: (local: LocalGitHub) => report(local, 'success'),
    ended: { state: 'success', checks: [{ state: 'success' }] },
    open: { state: 'pending', checks: [{ state: 'pending' }] },
  },
  wait_for_run: {
    request: { operation: 'wait_for_run', runId: 1, ...where },
    begin: async ({ ask, repo }: LocalGitHub) =>
      void (await ask('POST', `/repos/${repo}/actions/workflows/ci.yml/dispatches`, { ref: 'main' })),
    end: async ({ server }: LocalGitHub) => server.setRun(1, { status: 'completed' }),
    ended: { ended: true, run: { conclusion: 'success' } },
    open: { ended: false, run: { status: 'queued' } },
  },
} as const;

type Answer = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'cut';

const cut = (): Promise<never> =>
  Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('cut'), { code: 'ECONNRESET' }) }));

/** A GitHub that answers as it should, and at times otherwise. */
const open = async () => {
  const local = await startLocalGitHub();
  const road: { answer?: Answer | undefined } = {};
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { answer } = road;
    if (answer === 'cut') return cut();
    if (answer === undefined) return globalThis.fetch(input, init);
    return Promise.resolve(Response.json({ message: 'no' }, answer));
  };
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch });
  return { local, road, github, [Symbol.asyncDispose]: local.stop };
};

const down: Answer = { status: 502 };

describe.each(Object.entries(waits))('%s', (_name, { request, begin, end, ended, open: stillOpen }) => {
  test.each<[string, Answer]>([
    ['fails', down],
    ['does not answer', 'cut'],
  ])('S44, S67: goes on when GitHub %s for a while, within its own time, also for a listener', async (_how, answer) => {
    await using given = await open();
    const { local, road, github } = given;
    await begin(local);
    const script = [() => (road.answer = answer), () => undefined, () => (road.answer = undefined), () => end(local)];
    const { clock, waits: waited } = createScriptedClock(script);
    const told: unknown[] = [];
    for await (const { part, result } of stream(github, request, createContext({ clock })))
      if (part === undefined) expect(result).toMatchObject({ success: true, data: ended });
      else told.push(part);
    expect(told).toHaveLength(2);
    expect(waited).toEqual([5_000, 5_000, 5_000, 5_000]);
  });

  test('A23: leaves GitHub alone for as long as its rate limit says', async () => {
    await using given = await open();
    const { local, road, github } = given;
    await begin(local);
    const limited = { status: 429, headers: { 'retry-after': '20' } };
    const recover = async () => {
      road.answer = undefined;
      await end(local);
    };
    const { clock, waits: waited } = createScriptedClock([() => (road.answer = limited), recover]);
    expect(await github.execute(request, createContext({ clock }))).toMatchObject({ success: true, data: ended });
    expect(waited).toEqual([5_000, 20_000]);
  });

  test('ends in time with what was seen last when GitHub does not come back', async () => {
    await using given = await open();
    const { local, road, github } = given;
    await begin(local);
    const { clock, waits: waited } = createScriptedClock([() => (road.answer = down)]);
    const answer = await github.execute({ ...request, timeoutMs: 18_000 }, createContext({ clock }));
    expect(answer).toMatchObject({ success: true, data: stillOpen });
    expect(waited).toEqual([5_000, 5_000, 5_000, 3_000]);
  });

  test('ends when GitHub is not to be asked before the time is up', async () => {
    await using given = await open();
    const { local, road, github } = given;
    await begin(local);
    const limited = { status: 403, headers: { 'retry-after': '3600' } };
    const { clock, waits: waited } = createScriptedClock([() => (road.answer = limited)]);
    expect(await github.execute(request, createContext({ clock }))).toMatchObject({ success: true, data: stillOpen });
    expect(await github.execute(request, createContext({ clock }))).toMatchObject({
      error: { kind: 'rate_limited', retryAfterMs: 3_600_000 },
    });
    expect(waited).toEqual([5_000]);
  });

  test('says why when GitHub could never be asked, once the time is up', async () => {
    await using given = await open();
    const { road, github } = given;
    road.answer = down;
    const { clock, waits: waited } = createScriptedClock();
    const answer = await github.execute({ ...request, timeoutMs: 12_000 }, createContext({ clock }));
    expect(answer).toMatchObject({ error: { kind: 'unavailable' } });
    expect(waited).toEqual([5_000, 5_000, 2_000]);
  });

  test('does not wait for its whole time for a GitHub that it has never seen', async () => {
    await using given = await open();
    const { road, github } = given;
    road.answer = 'cut';
    const { clock, waits: waited } = createScriptedClock();
    expect(await github.execute(request, createContext({ clock }))).toMatchObject({ error: { kind: 'unavailable' } });
    expect(waited).toEqual([5_000, 5_000, 5_000, 5_000]);
  });

  test('what does not pass by itself ends it at once', async () => {
    await using given = await open();
    const { local, road, github } = given;
    await begin(local);
    const { clock, waits: waited } = createScriptedClock([() => (road.answer = { status: 401 })]);
    expect(await github.execute(request, createContext({ clock }))).toMatchObject({
      error: { kind: 'unauthenticated' },
    });
    expect(waited).toEqual([5_000]);
  });
});
