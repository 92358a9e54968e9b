import { type AnyTool, EffectUndecided, inverseOf } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { type Cut, startCuttingProxy } from './client/cutting-proxy.fixture.ts';
import { GitHubAPIWrapper, githubCatalog } from './index.ts';
import { type LocalGitHub, startLocalGitHub } from './local-github.fixture.ts';
import { type GitHubRequest, inputOf, markedContext, writes } from './writes.fixture.ts';

const connect = (baseUrl: string, { token }: LocalGitHub): AnyTool =>
  // The cases are requests of this catalog; which one is known only when the test runs.
  new GitHubAPIWrapper({ token, baseUrl }) as unknown as AnyTool;

const arranged = async (name: string, local: LocalGitHub): Promise<GitHubRequest> => {
  const request = await writes[name]?.arrange(local);
  if (request === undefined) throw new Error('no case');
  return request;
};

/** Looks for what a call has made, as a retry or a resumed run does. */
const look = async (github: AnyTool, request: GitHubRequest, callId: string): Promise<unknown> => {
  const { operation } = request;
  const input = inputOf(request);
  const locate = github.operations[operation]?.locate;
  if (locate === undefined) throw new Error(`${operation} has no locate`);
  const found = await github.execute(
    { operation: locate.using.name, ...locate.request(input, callId) },
    markedContext('look'),
  );
  if (!found.success) throw new Error(found.error.message);
  return locate.pick(found.data, input, callId);
};

const repeated = ['reset_branch', 'delete_comment', 'delete_release'];
/** They look themselves, at once. */
const lookedAt = Object.values(githubCatalog.operations)
  .filter((it) => it.effect !== 'read' && 'idempotent' in it && !repeated.includes(it.name))
  .map((it): string => it.name);
const located = Object.keys(writes).filter((name) => ![...repeated, ...lookedAt].includes(name));

describe.each(located)('%s', (name) => {
  test.each<Cut>(['after', 'middle'])('S12: is found again when its answer is cut (%s)', async (cut) => {
    await using local = await startLocalGitHub();
    await using proxy = await startCuttingProxy(local.url, cut);
    const request = await arranged(name, local);

    const lost = await connect(proxy.url, local).execute(request, markedContext('this/call'));

    expect(lost).toMatchObject({
      success: false,
      error: { kind: 'unavailable', retryable: true, mayHaveHappened: true },
    });
    const github = connect(local.url, local);
    const found = await look(github, request, 'this/call');
    expect(github.operations[name]).toBeDefined();
    expect(found).toBeDefined();
    // What was found can be undone like what was answered.
    const undo = inverseOf(github.operations[name], request, found);
    if (undo !== undefined) expect(await github.execute(undo, markedContext('undo'))).toMatchObject({ success: true });
  });

  test('is not found when it did not happen', async () => {
    await using local = await startLocalGitHub();
    await using proxy = await startCuttingProxy(local.url, 'before');
    const request = await arranged(name, local);
    const before = await local.snapshot();

    const lost = await connect(proxy.url, local).execute(request, markedContext('this/call'));

    expect(lost).toMatchObject({ success: false, error: { kind: 'unavailable', mayHaveHappened: true } });
    expect(await local.snapshot()).toEqual(before);
    expect(await look(connect(local.url, local), request, 'this/call')).toBeUndefined();
  });
});

const marked = [
  'create_tag',
  'create_release',
  'dispatch_workflow',
  'commit_files',
  'update_file',
  'delete_file',
  'create_pr',
  'create_issue',
  'add_comment',
  'submit_review',
  'comment_review',
  'create_check_run',
];

test.each(marked)('%s of another call is not taken for this one', async (name) => {
  await using local = await startLocalGitHub();
  const github = connect(local.url, local);
  const request = await arranged(name, local);

  expect(await github.execute(request, markedContext('another/call'))).toMatchObject({ success: true });

  expect(await look(github, request, 'this/call')).toBeUndefined();
  expect(await look(github, request, 'another/call')).toBeDefined();
});

test.each(repeated)('%s is repeated when its answer is cut, and can be undone then', async (name) => {
  await using local = await startLocalGitHub();
  await using proxy = await startCuttingProxy(local.url, 'after');
  const request = await arranged(name, local);
  const before = await local.snapshot();
  const lost = await connect(proxy.url, local).execute(request, markedContext());
  expect(lost).toMatchObject({ success: false, error: { kind: 'unavailable', mayHaveHappened: true } });
  const after = await local.snapshot();

  const github = connect(local.url, local);
  const operation = github.operations[name];
  expect(operation).toMatchObject({ idempotent: true });
  const again = await github.execute(request, markedContext());
  expect(again).toMatchObject({ success: true });
  expect(await local.snapshot()).toEqual(after);

  const undo = inverseOf(operation, request, again.success && again.data);
  if (undo === undefined) {
    expect(operation?.irreversible).toBeTypeOf('string');
    return;
  }
  expect(await github.execute(undo, markedContext('undo'))).toMatchObject({ success: true });
  expect(await local.snapshot()).toEqual(before);
});

test('create_branch does not decide about a branch with work on it', async () => {
  await using local = await startLocalGitHub();
  const github = connect(local.url, local);
  const request = { operation: 'create_branch', repo: local.repo, branch: 'work/fix' } as const;
  expect(await github.execute(request, markedContext())).toMatchObject({ success: true });
  const body = { branch: 'work/fix', message: 'Work', content: 'bmV3' };
  await local.ask('PUT', `/repos/${local.repo}/contents/new.txt`, body);

  await expect(look(github, request, 'any')).rejects.toThrow(EffectUndecided);
});

const shortened = Object.values(githubCatalog.operations).filter(
  (it) => 'locate' in it && !['create_branch', 'create_tag', 'merge_pr'].includes(it.name),
);

test.each(shortened.map((it) => it.name))('S12: %s is not absent from a list that goes on', async (name) => {
  await using local = await startLocalGitHub();
  const github = connect(local.url, local);
  const request = await arranged(name, local);
  const { locate } = github.operations[name] ?? {};
  const none = { complete: false, issues: [], prs: [], comments: [], reviews: [], checkRuns: [], releases: [] };
  const list = { ...none, runs: [], commits: [] };
  expect(() => locate?.pick(list, inputOf(request), 'this/call')).toThrow(EffectUndecided);
  expect(locate?.pick({ ...list, complete: true }, inputOf(request), 'this/call')).toBeUndefined();
});

test('S12: create_pr is found again when its base was changed since, and from a fork', async () => {
  await using local = await startLocalGitHub();
  const github = connect(local.url, local);
  const request = await arranged('create_pr', local);
  expect(await github.execute(request, markedContext('this/call'))).toMatchObject({ success: true });
  await local.ask('POST', `/repos/${local.repo}/git/refs`, { ref: 'refs/heads/next', sha: local.base });
  await local.ask('PATCH', `/repos/${local.repo}/pulls/1`, { base: 'next' });
  expect(await look(github, request, 'this/call')).toMatchObject({ number: 1 });
  expect(await look(github, { ...request, head: 'octo:work/fix' } as GitHubRequest, 'this/call')).toBeDefined();
});

test('commit_files is absent when its parent is in sight and nothing above it is marked', async () => {
  await using local = await startLocalGitHub();
  const request = await arranged('commit_files', local);
  const { locate } = connect(local.url, local).operations['commit_files'] ?? {};
  const list = { commits: [{ sha: local.base }], complete: false };
  expect(locate?.pick(list, inputOf(request), 'this/call')).toBeUndefined();
});

test.each(['delete_branch', 'delete_tag'])(
  'S12: %s looks at once when its answer is cut, and can be undone',
  async (name) => {
    await using local = await startLocalGitHub();
    await using proxy = await startCuttingProxy(local.url, 'after');
    const request = await arranged(name, local);
    const before = await local.snapshot();
    const done = await connect(proxy.url, local).execute(request, markedContext());
    expect(done).toMatchObject({ data: { deleted: true } });
    const github = connect(local.url, local);
    const undo = inverseOf(github.operations[name], request, done.success && done.data);
    expect(await github.execute(undo ?? request, markedContext('undo'))).toMatchObject({ success: true });
    expect(await local.snapshot()).toEqual(before);
  },
);
