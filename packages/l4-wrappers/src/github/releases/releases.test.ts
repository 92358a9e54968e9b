import { createContext, inverseOf } from '@strata/core';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';
import { markedContext } from '../writes.fixture.ts';

const ctx = createContext();

const connect = async () => {
  const local = await startLocalGitHub();
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url });
  return { local, github, repo: local.repo, [Symbol.asyncDispose]: local.stop };
};

const conflict = { success: false, error: { kind: 'conflict' } };

test('S44: tags of both kinds are listed with their commits, and shown by name with what they say', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const sha = local.base;
  await github.execute({ operation: 'create_tag', repo, tag: 'light', sha }, ctx);
  const made = await github.execute(
    { operation: 'create_tag', repo, tag: 'v1', sha, message: 'First' },
    markedContext(),
  );
  expect(made.success && made.data.object).not.toBe(sha);
  expect(await github.execute({ operation: 'list_tags', repo }, ctx)).toMatchObject({
    data: {
      tags: [
        { tag: 'v1', commit: sha },
        { tag: 'light', commit: sha },
      ],
      complete: true,
    },
  });
  expect(await github.execute({ operation: 'list_tags', repo, names: ['v1', 'light', 'no'] }, ctx)).toMatchObject({
    data: {
      tags: [
        { tag: 'v1', commit: sha, message: 'First', callId: 'ship/copies[2]/write' },
        { tag: 'light', object: sha, commit: sha },
      ],
    },
  });
  expect(await github.execute({ operation: 'create_tag', repo, tag: 'v1', sha }, ctx)).toMatchObject(conflict);
  const nowhere = { operation: 'list_tags', repo: 'octo/nope', names: ['v1'] } as const;
  expect(await github.execute(nowhere, ctx)).toMatchObject({ error: { kind: 'not_found' } });
});

test('S44: delete_tag deletes no tag that was moved, and an annotated tag comes back as it was', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const made = await github.execute({ operation: 'create_tag', repo, tag: 'v1', sha: local.base, message: 'A' }, ctx);
  if (!made.success) throw new Error(made.error.message);
  const remove = { operation: 'delete_tag', repo, tag: 'v1', expected: made.data.object } as const;
  expect(await github.execute({ ...remove, expected: local.base }, ctx)).toMatchObject(conflict);
  const before = await local.snapshot();
  const deleted = await github.execute(remove, ctx);
  expect(deleted).toMatchObject({ data: { object: made.data.object } });
  expect(await github.execute(remove, ctx)).toMatchObject({ success: true });
  const undo = inverseOf(github.operations.delete_tag as never, remove, deleted.success && deleted.data);
  expect(await github.execute(undo as never, ctx)).toMatchObject({ success: true });
  expect(await local.snapshot()).toEqual(before);
});

test('S44: a release makes its tag, says so, and takes it away again when it is undone', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const before = await local.snapshot();
  const request = { operation: 'create_release', repo, tag: 'v1', body: 'Notes' } as const;
  const made = await github.execute(request, markedContext('this/call'));
  expect(made).toMatchObject({ data: { tag: 'v1', draft: false, tagMade: local.base } });
  expect(await github.execute({ operation: 'get_release', repo, tag: 'v1' }, ctx)).toMatchObject({
    data: { name: 'v1', body: 'Notes', callId: 'this/call', target: local.base, assets: [] },
  });
  expect(await github.execute({ operation: 'get_release', repo }, ctx)).toMatchObject({ data: { tag: 'v1' } });
  expect(await github.execute(request, ctx)).toMatchObject(conflict);
  const undo = inverseOf(github.operations.create_release as never, request, made.success && made.data);
  expect(await github.execute(undo as never, ctx)).toMatchObject({ success: true });
  expect(await local.snapshot()).toEqual(before);
});

test('S44: a tag that was there before stays when its release is undone', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  await github.execute({ operation: 'create_tag', repo, tag: 'v1', sha: local.base, message: 'First' }, ctx);
  const before = await local.snapshot();
  const request = { operation: 'create_release', repo, tag: 'v1', target: 'main' } as const;
  const made = await github.execute(request, ctx);
  expect(made).toMatchObject({ data: { tagMade: null } });
  const undo = inverseOf(github.operations.create_release as never, request, made.success && made.data);
  expect(await github.execute(undo as never, ctx)).toMatchObject({ success: true });
  expect(await local.snapshot()).toEqual(before);
});

test('S44: a release is not made of a tag that is somewhere else', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  await github.execute({ operation: 'create_tag', repo, tag: 'v1', sha: local.base }, ctx);
  const change = { operation: 'update_file', repo, path: 'README.md', content: 'new', message: 'Change' } as const;
  await github.execute(change, ctx);
  const request = { operation: 'create_release', repo, tag: 'v1', target: 'main' } as const;
  expect(await github.execute(request, ctx)).toMatchObject(conflict);
  expect(await github.execute({ operation: 'list_releases', repo }, ctx)).toMatchObject({ data: { releases: [] } });
});

test('S44: a draft makes no tag, and is listed', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const request = { operation: 'create_release', repo, tag: 'v2', draft: true, target: local.base } as const;
  const made = await github.execute(request, markedContext('this/call'));
  expect(made).toMatchObject({ data: { draft: true, tagMade: null } });
  expect(await github.execute({ operation: 'list_tags', repo }, ctx)).toMatchObject({ data: { tags: [] } });
  const list = await github.execute({ operation: 'list_releases', repo }, ctx);
  expect(list).toMatchObject({ data: { releases: [{ tag: 'v2', draft: true, publishedAt: null }] } });
  const { locate } = github.operations.create_release;
  const found = list.success && locate?.pick(list.data, {} as never, 'this/call');
  expect(found).toEqual(made.success && made.data);
});
