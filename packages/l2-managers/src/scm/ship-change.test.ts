import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryRuntime } from '@strata/core';
import { brokenSum, mendedSum } from '../project.fixture.ts';
import { type Shop, deciding, openShop, readBack, request } from '../shop.fixture.ts';

let shop: Shop;
beforeAll(async () => void (shop = await openShop()));
afterAll(() => shop[Symbol.asyncDispose]());

test('S30 A8 A9: a red-to-green change is tested, proposed, approved, merged, and its branch deleted', async () => {
  await using own = await openShop();
  const result = await own.manager().execute(request(own.project), deciding(true));
  expect(result).toMatchObject({
    success: true,
    data: {
      pullRequest: { number: 1, url: expect.stringContaining('/octo/sums/pull/1') as string },
      baseline: { verdict: 'red', total: 2, passed: 1, failed: 1 },
      tests: { verdict: 'green', total: 2, passed: 2, failed: 0 },
      files: ['sums.py'],
      branchDeleted: true,
    },
  });
  const { github } = own;
  const ctx = deciding(true);
  const pull = await github.execute({ operation: 'get_pr', repo: own.local.repo, number: 1 }, ctx);
  expect(pull).toMatchObject({
    data: { merged: true, body: expect.stringContaining('test_sums.py::test_something') as string },
  });
  const comments = await github.execute({ operation: 'list_comments', repo: own.local.repo, number: 1 }, ctx);
  expect(comments).toMatchObject({
    data: { comments: [{ body: expect.stringContaining('2 tests, 2 passed') as string }] },
  });
  const file = await github.execute({ operation: 'get_file', repo: own.local.repo, path: 'sums.py' }, ctx);
  expect(file).toMatchObject({ data: { content: mendedSum['sums.py'] } });
  expect(await readBack(own)).toMatchObject({ branches: [['main', expect.any(String)]], open: [] });
});

test('a green-to-green change is taken as well, and a file that it adds or deletes', async () => {
  const green = { ...brokenSum, ...mendedSum };
  await using own = await openShop(green, { 'docs/notes.txt': 'Adds.\n' });
  const result = await own.manager().execute(request(own.project), deciding(true));
  expect(result).toMatchObject({ success: true, data: { baseline: { verdict: 'green' }, files: ['docs/notes.txt'] } });
});

test('S31 A7: red tests stop the change before anything is made, with counts that are right', async () => {
  const tests = 'def test_a():\n    assert False\n\ndef test_b():\n    assert False\n\ndef test_c():\n    pass\n';
  await using own = await openShop(brokenSum, { 'test_sums.py': tests });
  const before = await readBack(own);
  const result = await own.manager().execute(request(own.project), deciding(true));
  expect(result).toMatchObject({
    success: false,
    error: {
      kind: 'refused',
      message: expect.stringMatching(/^3 tests, 1 passed, 2 failed: test_sums.py::test_a and 1 more/) as string,
      details: { tests: { verdict: 'red', total: 3, passed: 1, failed: 2 } },
    },
  });
  expect(await readBack(own)).toEqual(before);
});

test('S32 S35: a no at the gate takes everything back, last first, and says so', async () => {
  await using own = await openShop();
  const before = await readBack(own);
  const result = await own.manager().execute(request(own.project), deciding(false));
  expect(result).toMatchObject({
    success: false,
    error: {
      kind: 'saga_failed',
      message: 'Ann said no',
      cause: { kind: 'rejected', by: 'Ann' },
      undoComplete: true,
      effects: [
        { operation: 'add_comment', outcome: 'undone' },
        { operation: 'create_pr', outcome: 'undone', output: { number: 1 } },
        { operation: 'commit_files', outcome: 'undone' },
        { operation: 'create_branch', outcome: 'undone' },
      ],
    },
  });
  expect(await readBack(own)).toEqual(before);
});

test('cancelling while the gate waits takes everything back', async () => {
  await using own = await openShop();
  const before = await readBack(own);
  const cancel = new AbortController();
  const waiting = createMemoryRuntime({
    decide: (_key, _question, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ approved: true, by: 'nobody any more' }));
        cancel.abort();
      }),
  });
  const ctx = { ...deciding(true, { signal: cancel.signal }), runtime: waiting };
  const result = await own.manager().execute(request(own.project), ctx);
  expect(result).toMatchObject({
    success: false,
    error: { kind: 'saga_failed', cause: { kind: 'cancelled' }, undoComplete: true },
  });
  expect(await readBack(own)).toEqual(before);
});

const refusals = [
  { title: 'a repository that is not there', change: { repo: 'octo/nothing' }, error: { kind: 'not_found' } },
  { title: 'a base branch that is not there', change: { base: 'nothing' }, error: { kind: 'not_found' } },
  { title: 'a branch that is there already', change: { branch: 'main' }, error: { kind: 'conflict' } },
  { title: 'a folder that is not there', change: { path: '/no/such/folder' }, error: {} },
  { title: 'a patch that does not apply', change: { patch: '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n' }, error: {} },
  { title: 'an empty change', change: { patch: '' }, error: { message: expect.stringContaining('empty') as string } },
  {
    title: 'a working copy that is not at the tip of the base',
    change: { basedOnTip: true },
    error: { kind: 'conflict', message: expect.stringContaining('the working copy is at') as string },
  },
];

test.each(refusals)('$title is refused in one line, and nothing is made', async ({ change, error }) => {
  const before = await readBack(shop);
  const result = await shop.manager().execute({ ...request(shop.project), ...change }, deciding(true));
  expect(result).toMatchObject({ success: false, error });
  if (!result.success) expect(result.error.message).not.toContain('\n');
  expect(await readBack(shop)).toEqual(before);
});
