import { type AnyTool, inverseOf } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { commitWrites } from '../repository/commit-writes.fixture.ts';
import { type Cut, startCuttingProxy } from './cutting-proxy.fixture.ts';
import { GitHubAPIWrapper, githubCatalog } from '../index.ts';
import { itemWrites } from '../issues/item-writes.fixture.ts';
import { type LocalGitHub, startLocalGitHub } from '../local-github.fixture.ts';
import { runWrites } from '../releases/release-writes.fixture.ts';
import { type GitHubRequest, markedContext } from '../writes.fixture.ts';

const cases = { ...itemWrites, ...commitWrites, ...runWrites };
const names = Object.values(githubCatalog.operations)
  .filter((it) => it.name in cases && 'idempotent' in it)
  .map((it) => it.name);

const connect = (baseUrl: string, { token }: LocalGitHub): AnyTool =>
  // The cases are requests of this catalog; which one is known only when the test runs.
  new GitHubAPIWrapper({ token, baseUrl }) as unknown as AnyTool;

const arranged = async (name: string, local: LocalGitHub): Promise<GitHubRequest> => {
  const request = await cases[name]?.arrange(local);
  if (request === undefined) throw new Error('no case');
  return request;
};

test('these are the writes that bear no mark', () => {
  expect(names).toHaveLength(19);
});

describe.each(names)('%s', (name) => {
  test.each<Cut>(['after', 'middle'])('S11 S12 F16: a lost answer is made up for by looking (%s)', async (cut) => {
    await using local = await startLocalGitHub();
    await using proxy = await startCuttingProxy(local.url, cut);
    const request = await arranged(name, local);
    const before = await local.snapshot();

    const done = await connect(proxy.url, local).execute(request, markedContext());

    expect(done).toMatchObject({ success: true });
    const github = connect(local.url, local);
    const undo = inverseOf(github.operations[name], request, done.success && done.data);
    if (undo === undefined) {
      expect(github.operations[name]?.irreversible).toBeTypeOf('string');
      expect(await local.snapshot()).not.toEqual(before);
      return;
    }
    expect(await github.execute(undo, markedContext('undo'))).toMatchObject({ success: true });
    expect(await local.snapshot()).toEqual(before);
  });

  test('S12 F16: one that never arrived is a failure that may have happened', async () => {
    await using local = await startLocalGitHub();
    await using proxy = await startCuttingProxy(local.url, 'before');
    const request = await arranged(name, local);
    const before = await local.snapshot();

    const lost = await connect(proxy.url, local).execute(request, markedContext());

    expect(lost).toMatchObject({ error: { kind: 'unavailable', mayHaveHappened: true, retryable: true } });
    expect(await local.snapshot()).toEqual(before);
  });

  test('S11: what is so already is left alone, and not undone', async () => {
    await using local = await startLocalGitHub();
    const github = connect(local.url, local);
    const request = await arranged(name, local);
    expect(await github.execute(request, markedContext('somebody'))).toMatchObject({ success: true });
    const before = await local.snapshot();
    await using proxy = await startCuttingProxy(local.url, 'before');

    // A request that changed anything would be cut.
    const again = await connect(proxy.url, local).execute(request, markedContext());

    expect(again).toMatchObject({ success: true });
    expect(inverseOf(github.operations[name], request, again.success && again.data)).toBeUndefined();
    expect(await local.snapshot()).toEqual(before);
  });
});
