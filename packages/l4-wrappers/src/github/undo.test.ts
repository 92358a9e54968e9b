import { type AnyTool, inverseOf } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { GitHubAPIWrapper, githubCatalog } from './index.ts';
import { startLocalGitHub } from './local-github.fixture.ts';
import { markedContext, writes } from './writes.fixture.ts';

const isWrite = (operation: { readonly effect: string }): boolean => operation.effect !== 'read';

test('every write of the catalog is tried here', () => {
  const expected = Object.values(githubCatalog.operations).filter(isWrite);
  expect(Object.keys(writes).toSorted()).toEqual(expected.map((it) => it.name).toSorted());
});

describe.each(Object.keys(writes))('%s', (name) => {
  test('S11 S12 P8: undoing it brings back what was there before', async () => {
    await using local = await startLocalGitHub();
    // The cases are requests of this catalog; which one is known only when the test runs.
    const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url }) as unknown as AnyTool;
    const request = await writes[name]?.arrange(local);
    if (request === undefined) throw new Error('no case');
    const before = await local.snapshot();

    const done = await github.execute(request, markedContext());

    expect(done).toMatchObject({ success: true });
    expect(await local.snapshot()).not.toEqual(before);
    const definition = github.operations[name];
    const undo = inverseOf(definition, request, done.success && done.data);
    if (undo === undefined) {
      expect(definition?.irreversible).toBeTypeOf('string');
      return;
    }
    expect(await github.execute(undo, markedContext('undo'))).toMatchObject({ success: true });
    expect(await local.snapshot()).toEqual(before);
    // A repetition of the undo, as after a crash in the middle of one, leaves it so.
    expect(await github.execute(undo, markedContext('undo'))).toMatchObject(
      ['create_branch', 'create_tag'].includes(undo.operation)
        ? { success: false, error: { kind: 'conflict' } }
        : { success: true },
    );
    expect(await local.snapshot()).toEqual(before);
  });
});
