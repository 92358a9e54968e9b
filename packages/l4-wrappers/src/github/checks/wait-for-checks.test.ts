import { createContext, stream } from '@strata/core';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { type LocalGitHub, startLocalGitHub } from '../local-github.fixture.ts';
import { createScriptedClock } from './scripted-clock.fixture.ts';

const wait = { operation: 'wait_for_checks', repo: 'octo/app', ref: 'main', intervalMs: 5_000 } as const;

const report = ({ ask, repo, base }: LocalGitHub, state: string, context = 'ci/build'): Promise<unknown> =>
  ask('POST', `/repos/${repo}/statuses/${base}`, { state, context });

const begin = async ({ ask, repo, base }: LocalGitHub, name: string): Promise<string> => {
  const body = { name, head_sha: base, status: 'in_progress' };
  return `/repos/${repo}/check-runs/${(await ask<{ id: number }>('POST', `/repos/${repo}/check-runs`, body)).id}`;
};

const end = ({ ask }: LocalGitHub, run: string, conclusion: string): Promise<unknown> =>
  ask('PATCH', run, { status: 'completed', conclusion });

const connect = ({ token, url: baseUrl }: LocalGitHub) => new GitHubAPIWrapper({ token, baseUrl });

test('S44: waits until every check run and status has ended, and tells each change once', async () => {
  await using local = await startLocalGitHub();
  const run = await begin(local, 'tests');
  await report(local, 'pending');
  const script = [() => end(local, run, 'neutral'), () => undefined, () => report(local, 'success')];
  const { clock, waits } = createScriptedClock(script);
  const told: string[] = [];
  const ctx = createContext({ clock });
  for await (const { part, result } of stream(connect(local), wait, ctx)) {
    if (part !== undefined) told.push(`${part.kind} ${part.name} ${part.said}`);
    if (result !== undefined)
      expect(result).toMatchObject({
        data: {
          state: 'success',
          sha: local.base,
          missing: [],
          checks: [
            { name: 'tests', kind: 'check_run', state: 'success', said: 'neutral' },
            { name: 'ci/build', kind: 'status', state: 'success', said: 'success' },
          ],
        },
      });
  }
  expect(told).toEqual([
    'check_run tests in_progress',
    'status ci/build pending',
    'check_run tests neutral',
    'status ci/build success',
  ]);
  expect(waits).toEqual([5_000, 5_000, 5_000]);
});

test('S44: a red check ends the wait at once, whatever else goes on', async () => {
  await using local = await startLocalGitHub();
  const run = await begin(local, 'tests');
  await report(local, 'pending');
  const { clock, waits } = createScriptedClock([() => end(local, run, 'timed_out')]);
  expect(await connect(local).execute(wait, createContext({ clock }))).toMatchObject({
    data: { state: 'failure', checks: [{ name: 'tests', state: 'failure', said: 'timed_out' }, { state: 'pending' }] },
  });
  expect(waits).toEqual([5_000]);
});

test('S44: an error of a status is red, too', async () => {
  await using local = await startLocalGitHub();
  await report(local, 'error');
  expect(await connect(local).execute(wait, createContext())).toMatchObject({ data: { state: 'failure' } });
});

test('a commit of which nothing is reported says so after a grace', async () => {
  await using local = await startLocalGitHub();
  const { clock, waits } = createScriptedClock();
  const result = await connect(local).execute({ ...wait, graceMs: 12_000 }, createContext({ clock }));
  expect(result).toMatchObject({ data: { state: 'none', sha: local.base, checks: [] } });
  expect(waits).toEqual([5_000, 5_000, 5_000]);
});

test('what has not ended in time is pending, after a last look', async () => {
  await using local = await startLocalGitHub();
  await report(local, 'pending');
  const { clock, waits } = createScriptedClock();
  const result = await connect(local).execute({ ...wait, timeoutMs: 12_000 }, createContext({ clock }));
  expect(result).toMatchObject({ data: { state: 'pending', checks: [{ state: 'pending' }] } });
  expect(waits).toEqual([5_000, 5_000, 2_000]);
});

test('what comes in at the last look counts', async () => {
  await using local = await startLocalGitHub();
  await report(local, 'pending');
  const { clock } = createScriptedClock([() => report(local, 'success')]);
  const result = await connect(local).execute({ ...wait, timeoutMs: 1_000 }, createContext({ clock }));
  expect(result).toMatchObject({ data: { state: 'success' } });
});

test('no look is made after the deadline', async () => {
  await using local = await startLocalGitHub();
  await report(local, 'pending');
  const { clock, waits } = createScriptedClock();
  const ctx = createContext({ clock, deadlineAt: clock.now() + 8_000 });
  expect(await connect(local).execute(wait, ctx)).toMatchObject({ data: { state: 'pending' } });
  expect(waits).toEqual([5_000]);
});

test('cancelling ends the wait', async () => {
  await using local = await startLocalGitHub();
  await report(local, 'pending');
  const controller = new AbortController();
  const { clock, waits } = createScriptedClock([() => controller.abort()]);
  const ctx = createContext({ clock, signal: controller.signal });
  expect(await connect(local).execute(wait, ctx)).toMatchObject({
    error: { kind: 'cancelled', mayHaveHappened: false },
  });
  expect(waits).toEqual([5_000]);
});

test('only what is required decides, and it has to be there', async () => {
  await using local = await startLocalGitHub();
  await report(local, 'failure', 'ci/lint');
  const { clock, waits } = createScriptedClock([() => report(local, 'success', 'ci/build')]);
  const github = connect(local);
  const required = { ...wait, required: ['CI/Build'] };
  expect(await github.execute(required, createContext({ clock }))).toMatchObject({
    data: { state: 'success', missing: [] },
  });
  expect(waits).toEqual([5_000]);
  const never = await github.execute({ ...wait, required: ['deploy'], timeoutMs: 0 }, createContext());
  expect(never).toMatchObject({ data: { state: 'pending', missing: ['deploy'] } });
});

test('a branch that moves meanwhile is not followed', async () => {
  await using local = await startLocalGitHub();
  await report(local, 'pending');
  const move = async () => {
    const body = { branch: 'main', message: 'Move on', content: 'bmV3' };
    await local.ask('PUT', `/repos/${local.repo}/contents/new.txt`, body);
    await report(local, 'success');
  };
  const { clock } = createScriptedClock([move]);
  const result = await connect(local).execute(wait, createContext({ clock }));
  expect(result).toMatchObject({ data: { state: 'success', sha: local.base } });
});

test('green between two jobs is not green: the suite goes on', async () => {
  await using local = await startLocalGitHub();
  const { token, url: baseUrl } = local;
  await end(local, await begin(local, 'build'), 'success');
  let looks = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answer = await globalThis.fetch(input, init);
    if (!/\/check-suites\?/.test(input as string)) return answer;
    looks += 1;
    if (looks > 1) return answer;
    // An app that never reports anything has a suite that is queued for ever; the first one does not count.
    const suites = [
      { id: 1, status: 'queued', latest_check_runs_count: 0 },
      { id: 2, status: 'in_progress', latest_check_runs_count: 1 },
    ];
    return Response.json({ total_count: 2, check_suites: suites });
  };
  const { clock, waits } = createScriptedClock();
  const github = new GitHubAPIWrapper({ token, baseUrl, fetch });
  expect(await github.execute(wait, createContext({ clock }))).toMatchObject({ data: { state: 'success' } });
  expect([looks, waits]).toEqual([2, [5_000]]);
});
