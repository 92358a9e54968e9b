import { type AnyTool, createFailure, fail, flow, inverseOf, invoke, retry, runFlow, saga, step } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { type Cut, startCuttingProxy } from '../client/cutting-proxy.fixture.ts';
import { GitHubAPIWrapper } from '../index.ts';
import { type LocalGitHub, startLocalGitHub } from '../local-github.fixture.ts';
import { markedContext, writes } from '../writes.fixture.ts';

const names = ['close_issue', 'reopen_issue', 'close_pr', 'reopen_pr'] as const;
type Name = (typeof names)[number];

/** A request that changes something, and what it is about. */
const arranged = async (name: Name, local: LocalGitHub) => {
  const request = await writes[name]?.arrange(local);
  if (request === undefined || !('number' in request)) throw new Error('no case');
  return { operation: name, repo: request.repo, number: request.number };
};

/** A saga whose last step fails in a way that may pass, after the write, until nothing is left but to undo. */
const undoing = (github: GitHubAPIWrapper, { operation, ...input }: Awaited<ReturnType<typeof arranged>>) => {
  const busy = createFailure('flaky', { kind: 'unavailable', message: 'busy', mayHaveHappened: false });
  const twice = { attempts: 2, waitMs: 0 };
  return runFlow(
    flow<object>().to(
      saga((begin) =>
        begin.to(
          retry(
            (from) => from.to(invoke(github, operation, () => input)).to(step('flaky', async () => fail(busy))),
            twice,
          ),
        ),
      ),
    ),
    {},
    markedContext('run'),
  );
};

describe.each(names)('%s', (name) => {
  test('what somebody else has done before is not undone', async () => {
    await using local = await startLocalGitHub();
    const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url });
    const request = await arranged(name, local);
    expect(await github.execute(request, markedContext('somebody'))).toMatchObject({ data: { changed: true } });
    const before = await local.snapshot();

    expect(await undoing(github, request)).toMatchObject({ error: { kind: 'saga_failed', effects: [] } });

    expect(await local.snapshot()).toEqual(before);
  });

  test('what it has done is undone, though a second attempt finds it done', async () => {
    await using local = await startLocalGitHub();
    const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url });
    const request = await arranged(name, local);
    const before = await local.snapshot();

    expect(await undoing(github, request)).toMatchObject({
      error: { kind: 'saga_failed', effects: [{ operation: name, outcome: 'undone' }], undoComplete: true },
    });

    expect(await local.snapshot()).toEqual(before);
  });

  test.each<Cut>(['after', 'middle'])('a lost answer is made up for by looking (%s)', async (cut) => {
    await using local = await startLocalGitHub();
    await using proxy = await startCuttingProxy(local.url, cut);
    const request = await arranged(name, local);
    const before = await local.snapshot();

    const done = await new GitHubAPIWrapper({ token: local.token, baseUrl: proxy.url }).execute(
      request,
      markedContext(),
    );

    expect(done).toMatchObject({ data: { changed: true, number: request.number } });
    expect(proxy.passed.filter((it) => it.startsWith('PATCH'))).toHaveLength(1);
    // Which operation it is, is known only when the test runs.
    const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url }) as unknown as AnyTool;
    const undo = inverseOf(github.operations[name], request, done.success && done.data);
    expect(await github.execute(undo ?? request, markedContext('undo'))).toMatchObject({ data: { changed: true } });
    expect(await local.snapshot()).toEqual(before);
  });

  test('one that never arrived stays a failure that may have happened', async () => {
    await using local = await startLocalGitHub();
    await using proxy = await startCuttingProxy(local.url, 'before');
    const request = await arranged(name, local);
    const before = await local.snapshot();
    const github = new GitHubAPIWrapper({ token: local.token, baseUrl: proxy.url });
    expect(await github.execute(request, markedContext())).toMatchObject({
      error: { kind: 'unavailable', mayHaveHappened: true, retryable: true },
    });
    expect(await local.snapshot()).toEqual(before);
  });
});

test('close_pr does not take for its own doing that somebody has merged meanwhile', async () => {
  const shown = { number: 1, html_url: 'https://github.test/octo/app/pull/1' };
  let asked = 0;
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    if (init?.method === 'PATCH') throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    asked += 1;
    return Response.json({
      ...shown,
      ...(asked === 1 ? { state: 'open', merged: false } : { state: 'closed', merged: true }),
    });
  };
  const github = new GitHubAPIWrapper({ baseUrl: 'https://github.test', fetch });
  const result = await github.execute({ operation: 'close_pr', repo: 'octo/app', number: 1 }, markedContext());
  expect(result).toMatchObject({ error: { kind: 'unavailable', mayHaveHappened: true } });
  expect(asked).toBe(2);
});
