import { createContext, inverseOf } from '@strata/core';
import { expect, test } from 'vitest';
import { openPullOf } from '../issues/arranged-items.fixture.ts';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';
import { markedContext } from '../writes.fixture.ts';

const ctx = createContext();

const connect = async () => {
  const local = await startLocalGitHub();
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url });
  return { local, github, repo: local.repo, [Symbol.asyncDispose]: local.stop };
};

test('S44: update_issue changes what is named and nothing else, keeps the mark, and gives what was before', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const open = { operation: 'create_issue', repo, title: 'Wrong sum', body: 'See' } as const;
  await github.execute(open, markedContext('open/issue'));
  const update = { operation: 'update_issue', repo, number: 1, title: 'Wrong sum', body: 'See line 2' } as const;
  const result = await github.execute(update, markedContext('update/issue'));
  expect(result).toMatchObject({
    data: { title: 'Wrong sum', body: 'See line 2', changed: true, previous: { body: 'See' } },
  });
  expect(result.success && github.operations.update_issue.undo?.request(update, result.data)).toEqual({
    repo,
    number: 1,
    body: 'See',
    expected: { body: 'See line 2' },
  });
  const raw = await local.ask<{ body: string }>('GET', `/repos/${repo}/issues/1`);
  expect(raw.body).toBe('See line 2\n\n<!-- strata:call open%2Fissue -->');
  expect(await github.execute({ operation: 'get_issue', repo, number: 1 }, ctx)).toMatchObject({
    data: { body: 'See line 2', callId: 'open/issue' },
  });
});

test('S44: an issue has its labels, assignees and milestone from the beginning, and the milestone can change', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  await local.ask('POST', `/repos/${repo}/milestones`, { title: 'Next' });
  const about = { title: 'Wrong sum', labels: ['bug'], assignees: ['rita'], milestone: 1 };
  const made = await github.execute({ operation: 'create_issue', repo, ...about }, ctx);
  expect(made).toMatchObject({ data: { number: 1, labels: ['bug'], assignees: ['rita'] } });
  const update = { operation: 'update_issue', repo, number: 1 } as const;
  const none = await github.execute({ ...update, milestone: null }, ctx);
  expect(none).toMatchObject({ data: { milestone: null, changed: true, previous: { milestone: 1 } } });
  const undo = none.success ? github.operations.update_issue.undo?.request(update, none.data) : undefined;
  expect(undo).toEqual({ repo, number: 1, milestone: 1, expected: { milestone: null } });
  expect(await github.execute({ ...update, ...undo }, ctx)).toMatchObject({ data: { milestone: 1, changed: true } });
});

test('update_pr without anything to change sends no change', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const number = await openPullOf(local, 'octo');
  const same = { operation: 'update_pr', repo, number, title: 'Fix', base: 'main' } as const;
  const result = await github.execute(same, ctx);
  expect(result).toMatchObject({ data: { changed: false, previous: {} } });
  expect(result.success && github.operations.update_pr.undo?.request(same, result.data)).toBeUndefined();
});

test('S14: an update of what is not there is not_found', async () => {
  await using given = await connect();
  for (const operation of ['update_pr', 'update_issue'] as const)
    expect(await given.github.execute({ operation, repo: given.repo, number: 9, title: 'T' }, ctx)).toMatchObject({
      error: { kind: 'not_found', message: expect.stringContaining('#9') as string },
    });
});

test.each(['update_issue', 'update_pr'] as const)(
  'S11: undoing %s leaves what somebody has written since, and takes back the rest',
  async (operation) => {
    await using given = await connect();
    const { github, repo, local } = given;
    const pull = await openPullOf(local, 'octo');
    const number =
      operation === 'update_pr'
        ? pull
        : (await local.ask<{ number: number }>('POST', `/repos/${repo}/issues`, { title: 'Fix', body: 'Why' })).number;
    const request = { operation, repo, number, title: 'Ours', body: 'Our words' } as const;
    const done = await github.execute(request, ctx);
    const path = operation === 'update_pr' ? 'pulls' : 'issues';
    await local.ask('PATCH', `/repos/${repo}/${path}/${number}`, { title: 'Theirs' });

    // The request is one of this catalog.
    const undo = inverseOf(github.operations[operation] as never, request, done.success && done.data) as never;
    expect(await github.execute(undo, ctx)).toMatchObject({ data: { title: 'Theirs', body: 'Why', changed: true } });
    expect(await github.execute(undo, ctx)).toMatchObject({ data: { changed: false } });
  },
);
