import { createContext, inverseOf, pages } from '@strata/core';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';
import { answering } from '../client/recorded-answer.fixture.ts';

const ctx = createContext({ callId: 'ci/report 1' });

const connect = async () => {
  const local = await startLocalGitHub();
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, perPage: 2 });
  return { local, github, repo: local.repo, sha: local.base, [Symbol.asyncDispose]: local.stop };
};

test('S44: the newest status of each context counts, over pages', async () => {
  await using given = await connect();
  const { github, repo, sha } = given;
  for (const context of ['a', 'b', 'c'])
    for (const state of ['pending', 'success'] as const)
      await github.execute({ operation: 'create_status', repo, sha, state, context }, ctx);
  const listed = await github.execute({ operation: 'list_statuses', repo, ref: 'main' }, ctx);
  expect(listed).toMatchObject({ data: { sha, count: 3 } });
  const statuses = listed.success ? listed.data.statuses : [];
  expect(statuses.map((it) => `${it.context} ${it.state}`).toSorted()).toEqual(['a success', 'b success', 'c success']);
});

test('S45: statuses can be read page by page', async () => {
  await using given = await connect();
  const { github, repo, sha } = given;
  for (const context of ['a', 'b', 'c'])
    await github.execute({ operation: 'create_status', repo, sha, state: 'success', context }, ctx);
  const counts: number[] = [];
  for await (const page of pages(github, { operation: 'list_statuses', repo, ref: 'main', pageSize: 2 }, ctx))
    counts.push(page.success ? page.data.count : Number.NaN);
  expect(counts).toEqual([2, 1]);
});

test('S11: undoing a status says again what was said before, and error where nothing was', async () => {
  await using given = await connect();
  const { github, repo, sha } = given;
  const { undo } = github.operations.create_status;
  const request = { repo, sha, state: 'success', context: 'ci', description: 'Built', targetUrl: 'https://ci.test/1' };
  const first = await github.execute({ operation: 'create_status', ...request, state: 'success' }, ctx);
  expect(first).toMatchObject({ data: { changed: true, previous: null, targetUrl: 'https://ci.test/1' } });
  const withdrawal = first.success && undo?.request({ ...request, state: 'success' }, first.data);
  expect(withdrawal).toMatchObject({
    context: 'ci',
    state: 'error',
    description: expect.stringMatching(/failed/) as string,
  });
  const again = await github.execute({ operation: 'create_status', ...request, state: 'success' }, ctx);
  expect(again).toMatchObject({ data: { changed: false } });
  const other = await github.execute({ operation: 'create_status', ...request, state: 'failure' }, ctx);
  expect(other.success && undo?.request({ ...request, state: 'failure' }, other.data)).toMatchObject(request);
});

test('a commit that is not there is not_found', async () => {
  await using given = await connect();
  const { github, repo } = given;
  const sha = 'a'.repeat(40);
  const status = await github.execute({ operation: 'create_status', repo, sha, state: 'success' }, ctx);
  expect(status).toMatchObject({ error: { kind: 'not_found', message: expect.stringContaining(sha) as string } });
});

test('S44: check runs are made, listed and ended; the mark is where no reader sees it', async () => {
  await using given = await connect();
  const { github, repo, sha, local } = given;
  const make = (name: string) => github.execute({ operation: 'create_check_run', repo, sha, name }, ctx);
  const made = await make('tests');
  expect(made).toMatchObject({ data: { name: 'tests', status: 'queued', conclusion: null } });
  await make('lint');
  const again = await make('tests');
  const names = async (filter: object) => {
    const result = await github.execute({ operation: 'list_check_runs', repo, ref: 'main', ...filter }, ctx);
    return result.success ? result.data.checkRuns.map((it) => it.name).toSorted() : result.error;
  };
  expect(await names({})).toEqual(['lint', 'tests']);
  expect(await names({ latest: false })).toEqual(['lint', 'tests', 'tests']);
  expect(await names({ name: 'lint' })).toEqual(['lint']);
  const id = again.success ? again.data.id : 0;
  const text = { title: 'Passed', summary: '3 tests', text: 'All' };
  const ended = await github.execute({ operation: 'update_check_run', repo, id, conclusion: 'success', ...text }, ctx);
  expect(ended).toMatchObject({
    data: { status: 'completed', conclusion: 'success', changed: true, previous: { status: 'queued' } },
  });
  expect(await names({ status: 'completed' })).toEqual(['tests']);
  const raw = await local.ask<{ external_id: string }>('GET', `/repos/${repo}/check-runs/${id}`);
  expect(raw.external_id).toBe('strata:call ci%2Freport%201');
  const shown = await github.execute({ operation: 'list_check_runs', repo, ref: sha, status: 'completed' }, ctx);
  expect(shown).toMatchObject({ data: { checkRuns: [{ ...text, callId: 'ci/report 1', sha }] } });
});

test("another system's reference is no mark", async () => {
  await using given = await connect();
  const { github, repo, sha, local } = given;
  for (const reference of ['build-7', 'strata:call %'])
    await local.ask('POST', `/repos/${repo}/check-runs`, { name: reference, head_sha: sha, external_id: reference });
  const listed = await github.execute({ operation: 'list_check_runs', repo, ref: sha }, ctx);
  expect(listed.success && listed.data.checkRuns.map((it) => it.callId)).toEqual([undefined, undefined]);
});

test('update_check_run says nothing twice, and undoes only what it changed', async () => {
  await using given = await connect();
  const { github, repo, sha } = given;
  const made = await github.execute(
    { operation: 'create_check_run', repo, sha, name: 'tests', conclusion: 'failure' },
    ctx,
  );
  const id = made.success ? made.data.id : 0;
  const same = { operation: 'update_check_run', repo, id, conclusion: 'failure' } as const;
  const result = await github.execute(same, ctx);
  expect(result).toMatchObject({ data: { changed: false } });
  expect(result.success && github.operations.update_check_run.undo?.request(same, result.data)).toBeUndefined();
});

test("S14: a user's token is told why it cannot make check runs", async () => {
  const said = { message: 'You must authenticate via a GitHub App.' };
  const github = new GitHubAPIWrapper({ token: 't0ken', fetch: answering({ status: 403, body: said }).fetch });
  const request = { operation: 'create_check_run', repo: 'octo/app', sha: 'a'.repeat(40), name: 'tests' } as const;
  expect(await github.execute(request, ctx)).toMatchObject({
    error: { kind: 'forbidden', hint: expect.stringContaining('create_status') as string },
  });
});

test('a branch with a slash in its name is asked about as one', async () => {
  await using given = await connect();
  const { github, repo, sha, local } = given;
  await local.ask('POST', `/repos/${repo}/git/refs`, { ref: 'refs/heads/work/fix', sha });
  await github.execute({ operation: 'create_status', repo, sha, state: 'success' }, ctx);
  await github.execute({ operation: 'create_check_run', repo, sha, name: 'tests', conclusion: 'success' }, ctx);
  const request = { repo, ref: 'work/fix' };
  expect(await github.execute({ operation: 'wait_for_checks', ...request }, ctx)).toMatchObject({
    data: { state: 'success', sha, checks: [{ name: 'tests' }, { name: 'default' }] },
  });
});

test('S11: undoing a report leaves what was reported since', async () => {
  await using given = await connect();
  const { github, repo, sha } = given;
  const status = { operation: 'create_status', repo, sha, context: 'ci' } as const;
  await github.execute({ ...status, state: 'failure' }, ctx);
  const pending = { ...status, state: 'pending' } as const;
  const reported = await github.execute(pending, ctx);
  await github.execute({ ...status, state: 'success', description: 'Later' }, ctx);
  // The requests are of this catalog.
  const { create_status: report, update_check_run: update } = github.operations as never;
  const undo = inverseOf(report, pending, reported.success && reported.data) as never;
  expect(await github.execute(undo, ctx)).toMatchObject({ data: { state: 'success', changed: false } });

  const made = await github.execute({ operation: 'create_check_run', repo, sha, name: 'tests' }, ctx);
  const id = made.success ? made.data.id : 0;
  const begin = { operation: 'update_check_run', repo, id, status: 'in_progress' } as const;
  const begun = await github.execute(begin, ctx);
  await github.execute({ operation: 'update_check_run', repo, id, conclusion: 'success' }, ctx);
  const unsay = inverseOf(update, begin, begun.success && begun.data) as never;
  expect(await github.execute(unsay, ctx)).toMatchObject({ data: { conclusion: 'success', changed: false } });
});
