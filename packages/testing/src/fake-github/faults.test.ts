import { lookForEffect, type AnyTool, createContext } from '@strata/core';
import { expect, test } from 'vitest';
import { act } from '../contract/act.ts';
import { createManualClock } from '../manual-clock.ts';
import { createFakeGitHub } from './create-fake-github.ts';

const repo = 'octo/app';
const issue = { operation: 'create_issue', repo, title: 'Wrong sum' } as const;

test('S12 S63: an answer that was lost leaves its effect, which the mark of the call finds', async () => {
  const fake = createFakeGitHub({ repo });
  fake.faults.next('create_issue', 'answer_lost');
  const ctx = createContext({ callId: 'this/call' });
  const lost = await fake.execute(issue, ctx);
  expect(lost).toMatchObject({ error: { kind: 'unavailable', retryable: true, mayHaveHappened: true } });
  const found = await lookForEffect(fake as unknown as AnyTool, issue, ctx, 'this/call');
  expect(found).toMatchObject({ success: true, data: { number: 1 } });
});

test('S63: a request that was lost leaves nothing, and the call after it is well again', async () => {
  const fake = createFakeGitHub({ repo });
  fake.faults.next('create_issue', 'request_lost');
  const lost = await fake.execute(issue, createContext());
  expect(lost).toMatchObject({ error: { kind: 'unavailable', mayHaveHappened: true } });
  expect(await act({ tool: fake }, issue)).toMatchObject({ number: 1 });
});

test('S63: faults of one operation queue up, leave others alone, and can be forgotten', async () => {
  const fake = createFakeGitHub({ repo });
  fake.faults.next('get_repo', 'rate_limited', 2);
  fake.faults.next('get_repo', { failure: { kind: 'forbidden', message: 'not you' } });
  const kinds: string[] = [];
  const ask = async (): Promise<void> => {
    const answer = await fake.execute({ operation: 'get_repo', repo }, createContext());
    kinds.push(answer.success ? 'success' : answer.error.kind);
  };
  await ask();
  await act({ tool: fake }, { operation: 'list_branches', repo });
  await ask();
  await ask();
  await ask();
  expect(kinds).toEqual(['rate_limited', 'rate_limited', 'forbidden', 'success']);
  fake.faults.next('get_repo', 'unavailable');
  fake.faults.clear();
  expect(await act({ tool: fake }, { operation: 'get_repo', repo })).toMatchObject({ defaultBranch: 'main' });
});

test("S63: calls take as long as they are told to, on the caller's clock, and end when the caller gives up", async () => {
  const fake = createFakeGitHub({ repo, latencyMs: 500 });
  const clock = createManualClock();
  const cancel = new AbortController();
  const slow = fake.execute({ operation: 'get_repo', repo }, createContext({ clock }));
  const given = fake.execute(issue, createContext({ clock, signal: cancel.signal }));
  await clock.waiting(2);
  cancel.abort();
  expect(await given).toMatchObject({ error: { kind: 'cancelled', mayHaveHappened: false } });
  await clock.advance(500);
  expect(await slow).toMatchObject({ success: true, meta: { durationMs: 500 } });
  expect(clock.pending).toBe(0);
  expect(fake.state.repositories.get(repo)?.items.size).toBe(0);
});

test('S63: every call that reached it is recorded, with its input and its mark', async () => {
  const fake = createFakeGitHub({ repo });
  await fake.execute(issue, createContext({ callId: 'first' }));
  await fake.execute({ ...issue, title: '' }, createContext());
  expect(fake.calls).toMatchObject([
    { operation: 'create_issue', input: { title: 'Wrong sum', body: '' }, callId: 'first' },
  ]);
});

test('S63: an answer is a copy: who changes it does not change the fake', async () => {
  const fake = createFakeGitHub({ repo });
  await act({ tool: fake }, { ...issue, labels: ['bug'] });
  const { labels } = await act({ tool: fake }, { operation: 'get_issue', repo, number: 1 });
  labels.push('mine');
  expect(await act({ tool: fake }, { operation: 'get_issue', repo, number: 1 })).toMatchObject({ labels: ['bug'] });
});

test('S63: what GitHub refuses, it refuses: a second pull request, a merge of two changes of one line, the default branch', async () => {
  const fake = createFakeGitHub({ repo, files: { 'a.txt': 'a\n' } });
  const ctx = createContext();
  const change = async (branch: string, content: string): Promise<void> => {
    await act({ tool: fake }, { operation: 'create_branch', repo, branch });
    await act({ tool: fake }, { operation: 'update_file', repo, branch, path: 'a.txt', content, message: 'm' });
  };
  await change('one', 'one\n');
  await change('two', 'two\n');
  const pull = (head: string) => fake.execute({ operation: 'create_pr', repo, title: head, head }, ctx);
  expect(await pull('none')).toMatchObject({ error: { kind: 'refused' } });
  expect(await pull('one')).toMatchObject({ data: { number: 1 } });
  expect(await pull('one')).toMatchObject({ error: { kind: 'conflict' } });
  expect(await pull('two')).toMatchObject({ data: { number: 2 } });
  await act({ tool: fake }, { operation: 'merge_pr', repo, number: 1, method: 'squash' });
  expect(await fake.execute({ operation: 'merge_pr', repo, number: 2 }, ctx)).toMatchObject({
    error: { kind: 'conflict' },
  });
  expect(await act({ tool: fake }, { operation: 'get_pr', repo, number: 2 })).toMatchObject({ mergeable: false });
  const { sha: expected } = await act({ tool: fake }, { operation: 'get_branch', repo, branch: 'main' });
  const gone = await fake.execute({ operation: 'delete_branch', repo, branch: 'main', expected }, ctx);
  expect(gone).toMatchObject({ error: { kind: 'refused' } });
});
