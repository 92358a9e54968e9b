import { createContext } from '@strata/core';
import { expect, test } from 'vitest';
import { askAs, openIssue, openPullOf } from '../issues/arranged-items.fixture.ts';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';
import { answering } from '../client/recorded-answer.fixture.ts';

const ctx = createContext({ callId: 'review/1' });

const connect = async () => {
  const local = await startLocalGitHub();
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, perPage: 2 });
  return { local, github, repo: local.repo, [Symbol.asyncDispose]: local.stop };
};

test('S44: assignees are added and removed, and get_issue shows them', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const number = await openIssue(local, { assignees: ['rita'] });
  const added = await github.execute({ operation: 'add_assignees', repo, number, assignees: ['Rita', 'rob'] }, ctx);
  expect(added).toMatchObject({ data: { assignees: ['rita', 'rob'], added: ['rob'], ignored: [] } });
  expect(await github.execute({ operation: 'get_issue', repo, number }, ctx)).toMatchObject({
    data: { assignees: ['rita', 'rob'], author: 'octo', milestone: null },
  });
  const removed = await github.execute({ operation: 'remove_assignees', repo, number, assignees: ['rita'] }, ctx);
  expect(removed).toMatchObject({ data: { assignees: ['rob'], removed: ['rita'] } });
});

test('S44: whom GitHub passes over without a word is told of, and not undone', async () => {
  await using given = await connect();
  const { repo, local } = given;
  const number = await openIssue(local);
  // GitHub answers as if nothing were wrong; the local one says 422 to a login that it does not know.
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (init?.method !== 'POST') return globalThis.fetch(input, init);
    // Octokit sends text.
    const known = (init.body as string).replace(/,?"nobody"/, '');
    return globalThis.fetch(input, { ...init, body: known });
  };
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch });
  const request = { operation: 'add_assignees', repo, number, assignees: ['rita', 'nobody'] } as const;
  const result = await github.execute(request, ctx);
  expect(result).toMatchObject({ data: { assignees: ['rita'], added: ['rita'], ignored: ['nobody'] } });
  const undo =
    result.success && github.operations.add_assignees.undo?.request({ ...request, assignees: [] }, result.data);
  expect(undo).toEqual({ repo, number, assignees: ['rita'] });
});

test('S44: reviewers are asked and no longer asked, and get_pr shows them', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const number = await openPullOf(local, 'octo');
  const both = { repo, number, reviewers: ['rita', 'rob'] };
  const asked = await github.execute({ operation: 'request_reviewers', ...both }, ctx);
  expect(asked).toMatchObject({
    data: { reviewers: ['rita', 'rob'], teamReviewers: [], added: { reviewers: ['rita', 'rob'], teamReviewers: [] } },
  });
  expect(await github.execute({ operation: 'get_pr', repo, number }, ctx)).toMatchObject({
    data: { reviewers: ['rita', 'rob'], author: 'octo' },
  });
  const taken = await github.execute({ operation: 'remove_reviewers', repo, number, reviewers: ['ROB'] }, ctx);
  expect(taken).toMatchObject({ data: { reviewers: ['rita'], removed: { reviewers: ['rob'] } } });
});

test('S14: a reviewer whom GitHub does not know is refused, and nobody is asked', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const number = await openPullOf(local, 'octo');
  const before = await local.snapshot();
  const request = { operation: 'request_reviewers', repo, number, reviewers: ['rita', 'nobody'] } as const;
  expect(await github.execute(request, ctx)).toMatchObject({ error: { kind: 'refused', retryable: false } });
  expect(await local.snapshot()).toEqual(before);
});

test('S44: reviews are listed over pages with their states, without the mark', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const number = await openPullOf(local, 'rita');
  const approve = { operation: 'submit_review', repo, number, event: 'approve', body: 'Well done' } as const;
  const approved = await github.execute(approve, ctx);
  expect(approved).toMatchObject({
    data: { state: 'approved', url: expect.stringContaining(`/pull/${number}#`) as string },
  });
  await askAs(local, 'rob', `/repos/${repo}/pulls/${number}/reviews`, { event: 'REQUEST_CHANGES', body: 'Zero?' });
  await github.execute({ operation: 'comment_review', repo, number, body: 'Thanks' }, ctx);
  expect(await github.execute({ operation: 'list_reviews', repo, number }, ctx)).toMatchObject({
    data: {
      count: 3,
      reviews: [
        { user: 'octo', state: 'approved', body: 'Well done', callId: 'review/1' },
        { user: 'rob', state: 'changes_requested', body: 'Zero?' },
        { user: 'octo', state: 'commented', body: 'Thanks', callId: 'review/1' },
      ],
    },
  });
  const id = approved.success ? approved.data.id : 0;
  const dismiss = { operation: 'dismiss_review', repo, number, id, message: 'It has changed' } as const;
  expect(await github.execute(dismiss, ctx)).toMatchObject({ data: { id, state: 'dismissed', changed: true } });
  expect(await github.execute(dismiss, ctx)).toMatchObject({ data: { id, state: 'dismissed', changed: false } });
});

test("S14: nobody decides on one's own pull request, and is told what to do", async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const number = await openPullOf(local, 'octo');
  for (const event of ['approve', 'request_changes'] as const) {
    const review = { operation: 'submit_review', repo, number, event, body: 'Mine' } as const;
    expect(await github.execute(review, ctx)).toMatchObject({
      error: {
        kind: 'refused',
        message: expect.stringContaining('own pull request') as string,
        hint: expect.stringContaining('somebody else') as string,
      },
    });
  }
  const comment = { operation: 'comment_review', repo, number, body: 'Look at line 2' } as const;
  expect(await github.execute(comment, ctx)).toMatchObject({ data: { state: 'commented' } });
});

test.each([
  ['Can not dismiss a commented pull request review', 'approves or asks for changes'],
  ['Reviews may only be requested from collaborators.', 'who works on the repository'],
  ['Review cannot be requested from pull request author.', 'not the author'],
])('S14: %s', async (said, hint) => {
  const body = { message: 'Validation Failed', errors: [said] };
  const github = new GitHubAPIWrapper({ fetch: answering({ status: 422, body }).fetch });
  const request = { operation: 'comment_review', repo: 'octo/app', number: 1, body: 'B' } as const;
  expect(await github.execute(request, ctx)).toMatchObject({
    error: {
      kind: 'refused',
      message: expect.stringContaining(said) as string,
      hint: expect.stringContaining(hint) as string,
    },
  });
});

test('a review puts its remarks on lines of the change', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  const number = await openPullOf(local, 'rita');
  const comments = [{ path: 'work/fix.txt', line: 1, body: 'Really new?' }];
  const review = { operation: 'submit_review', repo, number, event: 'request_changes', body: 'One', comments } as const;
  expect(await github.execute(review, ctx)).toMatchObject({ data: { state: 'changes_requested' } });
  const found = await local.ask<readonly object[]>('GET', `/repos/${repo}/pulls/${number}/comments`);
  expect(found).toMatchObject([{ path: 'work/fix.txt', body: 'Really new?' }]);
});

test('teams are asked and no longer asked beside users', async () => {
  // The local GitHub has no organizations, whose teams these would be.
  const pull = {
    number: 1,
    title: 'T',
    body: null,
    state: 'open',
    html_url: 'https://github.test/octo/app/pull/1',
    head: { ref: 'fix', sha: 'a'.repeat(40) },
    base: { ref: 'main' },
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    requested_reviewers: [],
  };
  const teams = new Set(['core']);
  const sent: string[] = [];
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    const { method = 'GET' } = init ?? {};
    if (method !== 'GET') {
      // Octokit sends text.
      const body = JSON.parse(init?.body as string) as { readonly team_reviewers: readonly string[] };
      sent.push(`${method} ${body.team_reviewers.join(',')}`);
      for (const team of body.team_reviewers) teams[method === 'POST' ? 'add' : 'delete'](team);
    }
    return Response.json({ ...pull, requested_teams: [...teams].map((slug) => ({ slug })) });
  };
  const github = new GitHubAPIWrapper({ baseUrl: 'https://github.test', fetch });
  const request = { repo: 'octo/app', number: 1, teamReviewers: ['docs', 'core'] };
  expect(await github.execute({ operation: 'request_reviewers', ...request }, ctx)).toMatchObject({
    data: { teamReviewers: ['core', 'docs'], added: { reviewers: [], teamReviewers: ['docs'] } },
  });
  expect(
    await github.execute({ operation: 'remove_reviewers', ...request, teamReviewers: ['docs'] }, ctx),
  ).toMatchObject({ data: { teamReviewers: ['core'], removed: { reviewers: [], teamReviewers: ['docs'] } } });
  expect(sent).toEqual(['POST docs', 'DELETE docs']);
});
