import {
  createContext,
  createFailure,
  createFirstLooks,
  fail,
  flow,
  inverseOf,
  invoke,
  retry,
  runFlow,
  saga,
  step,
} from '@strata/core';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';

const ctx = createContext();
const connect = async () => {
  const local = await startLocalGitHub();
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, perPage: 2 });
  return { local, github, repo: local.repo, [Symbol.asyncDispose]: local.stop };
};

test('get_repo tells the default branch and what the token may do', async () => {
  await using given = await connect();
  const result = await given.github.execute({ operation: 'get_repo', repo: given.repo }, ctx);
  expect(result).toMatchObject({
    data: {
      defaultBranch: 'main',
      private: false,
      archived: false,
      permissions: { pull: true, push: true, admin: true },
    },
    meta: { rateLimit: { limit: 5000 } },
  });
  const missing = await given.github.execute({ operation: 'get_repo', repo: 'octo/nope' }, ctx);
  expect(missing).toMatchObject({
    error: { kind: 'not_found', message: expect.stringContaining('octo/nope') as string },
  });
});

test('create_branch begins at a branch or at a commit, and never over another branch', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const create = (branch: string, from?: string) =>
    github.execute({ operation: 'create_branch', repo, branch, ...(from === undefined ? {} : { from }) }, ctx);
  expect(await create('a/b')).toMatchObject({ data: { branch: 'a/b', sha: local.base } });
  expect(await create('c', 'a/b')).toMatchObject({ data: { sha: local.base } });
  expect(await create('d', local.base)).toMatchObject({ data: { sha: local.base } });
  expect(await create('d')).toMatchObject({
    error: { kind: 'conflict', message: expect.stringContaining("branch 'd' in octo/app") as string },
  });
  expect(await create('e', 'nope')).toMatchObject({
    error: { kind: 'not_found', message: expect.stringContaining("'nope'") as string },
  });
  const list = await github.execute({ operation: 'list_branches', repo }, ctx);
  expect(list.success && list.data.branches.map((it) => it.branch)).toEqual(['a/b', 'c', 'd', 'main']);
  expect(await github.execute({ operation: 'list_branches', repo, names: ['d', 'nope'] }, ctx)).toMatchObject({
    data: { count: 1 },
  });
  expect(await github.execute({ operation: 'list_branches', repo: 'octo/nope', names: ['d'] }, ctx)).toMatchObject({
    error: { kind: 'not_found' },
  });
  expect(await github.execute({ operation: 'get_branch', repo, branch: 'a/b' }, ctx)).toMatchObject({
    data: { branch: 'a/b', protected: false },
  });
});

test('delete_branch deletes nothing that has moved, and takes a branch that is gone for deleted', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  await github.execute({ operation: 'create_branch', repo, branch: 'fix' }, ctx);
  const remove = { operation: 'delete_branch', repo, branch: 'fix', expected: local.base } as const;
  expect(await github.execute({ ...remove, expected: '0'.repeat(40) }, ctx)).toMatchObject({
    error: { kind: 'conflict' },
  });
  expect(await github.execute(remove, ctx)).toMatchObject({
    data: { branch: 'fix', sha: local.base, deleted: true },
  });
  expect(await github.execute(remove, ctx)).toMatchObject({ data: { branch: 'fix', sha: local.base, deleted: false } });
  expect(await github.execute({ ...remove, repo: 'octo/nope' }, ctx)).toMatchObject({ error: { kind: 'not_found' } });
  expect(await github.execute({ ...remove, branch: 'main' }, ctx)).toMatchObject({ success: false });
});

test('delete_branch is undone once, though a second attempt finds the branch gone', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  await github.execute({ operation: 'create_branch', repo, branch: 'fix' }, ctx);
  const before = await local.snapshot();
  const busy = createFailure('flaky', { kind: 'unavailable', message: 'busy', mayHaveHappened: false });
  const remove = { repo, branch: 'fix', expected: local.base };
  const removing = saga<object>().to(
    retry((from) => from.to(invoke(github, 'delete_branch', () => remove)).to(step('flaky', async () => fail(busy))), {
      attempts: 2,
      waitMs: 0,
    }),
  );

  const result = await runFlow(flow<object>().to(removing), {}, ctx);

  expect(result).toMatchObject({
    error: { kind: 'saga_failed', effects: [{ outcome: 'undone', undo: 'create_branch' }], undoComplete: true },
  });
  expect(await local.snapshot()).toEqual(before);
});

test('reset_branch moves nothing that somebody else has moved', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const reset = { operation: 'reset_branch', repo, branch: 'main', sha: '1'.repeat(40) } as const;
  const moved = await github.execute({ ...reset, expected: '0'.repeat(40) }, ctx);
  expect(moved).toMatchObject({ error: { kind: 'conflict', message: expect.stringContaining(local.base) as string } });
  expect(await github.execute({ ...reset, expected: local.base }, ctx)).toMatchObject({
    success: false,
    error: { retryable: false },
  });
});

test('S11: what somebody else had deleted is not made again by undoing', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const branch = { operation: 'delete_branch', repo, branch: 'gone', expected: local.base } as const;
  const tag = { operation: 'delete_tag', repo, tag: 'gone', expected: local.base } as const;
  for (const request of [branch, tag]) {
    const operation = github.operations[request.operation] as never;
    const own = createContext({ callId: 'test/gone', firstLooks: createFirstLooks() });
    // Nor by undoing a repetition: its first attempt saw that it was gone.
    for (const attempt of [own, { ...own, retried: true }]) {
      const answer = await github.execute(request, attempt);
      expect(answer).toMatchObject({ data: { deleted: false } });
      expect(inverseOf(operation, request, answer.success && answer.data)).toBeUndefined();
    }
  }
});

test('S12: a saga does not say that a branch is absent which is there, though its origin has moved', async () => {
  await using given = await connect();
  const { repo, local } = given;
  let isLost = false;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answer = await globalThis.fetch(input, init);
    if (init?.method !== 'POST') return answer;
    isLost = true;
    const body = { branch: 'main', message: 'Meanwhile', content: 'bmV3' };
    await local.ask('PUT', `/repos/${repo}/contents/new.txt`, body);
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('cut'), { code: 'ECONNRESET' }) });
  };
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch });

  const result = await runFlow(
    saga<object>().to(invoke(github, 'create_branch', () => ({ repo, branch: 'doubt' }))),
    {},
    ctx,
  );

  expect(isLost).toBe(true);
  expect(result).toMatchObject({
    error: {
      effects: [
        {
          outcome: 'undo_failed',
          error: { kind: 'needs_attention', message: expect.stringContaining('doubt') as string },
        },
      ],
      undoComplete: false,
    },
  });
  expect((await local.snapshot()).branches).toHaveProperty('doubt');
});
