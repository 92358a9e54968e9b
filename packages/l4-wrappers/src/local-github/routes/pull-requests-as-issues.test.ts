import { createContext } from '@strata/core';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { checked, createGitHubContract } from '@strata/testing';
import { expect, test } from 'vitest';
import { startLocalGitHub } from '../local-github.ts';

const ctx = createContext();
const repo = 'ann/app';
const contract = await createGitHubContract();

const open = async () => {
  const local = await startLocalGitHub({ repo, files: [], people: ['bob', 'eve'] });
  const { fetch, problems } = checked(contract, globalThis.fetch, local.url);
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch });
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await globalThis.fetch(`${local.url}/repos/${repo}${path}`, {
      method,
      headers: { authorization: `token ${local.token.reveal()}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: (await answer.json()) as object };
  };
  await ask('POST', '/git/refs', { ref: 'refs/heads/work', sha: local.baseSha });
  await ask('PUT', '/contents/a.txt', { branch: 'work', message: 'a', content: 'YQ==' });
  const made = await github.execute({ operation: 'create_pr', repo, title: 'T', body: 'B', head: 'work' }, ctx);
  const number = made.success ? made.data.number : 0;
  return { github, ask, number, problems, [Symbol.asyncDispose]: local.stop };
};

test('S44: assignees of a pull request are added and removed, as GitHub documents it', async () => {
  await using given = await open();
  const { github, number, problems, ask } = given;
  const assign = { operation: 'add_assignees', repo, number } as const;
  expect(await github.execute({ ...assign, assignees: ['bob'] }, ctx)).toMatchObject({ data: { added: ['bob'] } });
  const both = await github.execute({ ...assign, assignees: ['bob', 'eve', 'nobody'] }, ctx);
  expect(both).toMatchObject({ data: { assignees: ['bob', 'eve'], added: ['eve'], ignored: ['nobody'] } });
  for (const path of ['/pulls?state=all', `/pulls/${number}`])
    expect([(await ask('GET', path)).json].flat()).toMatchObject([{ assignees: [{ login: 'bob' }, { login: 'eve' }] }]);
  expect((await ask('PATCH', `/pulls/${number}`, { title: 'U' })).json).toMatchObject({
    title: 'U',
    assignees: [{}, {}],
  });
  expect((await ask('GET', '/pulls/99')).status).toBe(404);
  const removed = await github.execute({ operation: 'remove_assignees', repo, number, assignees: ['bob'] }, ctx);
  expect(removed).toMatchObject({ data: { assignees: ['eve'], removed: ['bob'] } });
  expect(problems.filter((problem) => problem.route.includes('/issues/'))).toEqual([]);
});

test('S44: a pull request is an issue too: shown, labelled, renamed, closed and opened again', async () => {
  await using given = await open();
  const { github, number, problems, ask } = given;
  await github.execute({ operation: 'create_label', repo, name: 'bug' }, ctx);
  const labelled = await github.execute({ operation: 'add_labels', repo, number, labels: ['bug'] }, ctx);
  expect(labelled).toMatchObject({ data: { labels: ['bug'] } });
  const shown = await github.execute({ operation: 'get_issue', repo, number }, ctx);
  expect(shown).toMatchObject({ data: { title: 'T', body: 'B', state: 'open', author: 'ann', labels: ['bug'] } });
  const renamed = await github.execute({ operation: 'update_issue', repo, number, title: 'U' }, ctx);
  expect(renamed).toMatchObject({ success: true });
  expect(await github.execute({ operation: 'close_issue', repo, number }, ctx)).toMatchObject({
    data: { state: 'closed', changed: true },
  });
  expect(await github.execute({ operation: 'get_pr', repo, number }, ctx)).toMatchObject({
    data: { title: 'U', state: 'closed' },
  });
  expect(await github.execute({ operation: 'reopen_issue', repo, number }, ctx)).toMatchObject({
    data: { state: 'open' },
  });
  const whole = await ask('PATCH', `/issues/${number}`, { labels: [], assignees: ['bob'] });
  expect(whole).toMatchObject({ status: 200, json: { labels: [], assignees: [{ login: 'bob' }], pull_request: {} } });
  expect((await ask('PATCH', `/issues/${number}`, { milestone: 1 })).status).toBe(422);
  expect((await ask('GET', '/issues/99')).status).toBe(404);
  expect(problems.filter((problem) => problem.route.includes('/issues/'))).toEqual([]);
});
