import { type Secret, createContext, stream } from '@strata/core';
import { GitHubAPIWrapper, type GitHubOperations } from '@strata/l4-wrappers/github';
import { type LocalGitHub, startLocalGitHub } from '@strata/l4-wrappers/local-github';
import { createManualClock } from '@strata/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { GitHubExpert, type GitHubExpertOptions } from './github-expert.ts';
import { verifyAudit } from './policies/verify-audit.ts';
import { passing } from './time-passing.fixture.ts';

const repo = 'ann/app';
const unpaced = { write: { minTimeMs: 0 } };

const open = async (options: GitHubExpertOptions = {}, limit = 5000, fetch?: typeof globalThis.fetch) => {
  const clock = createManualClock();
  const files = [{ path: 'README.md', content: 'App\n', encoding: 'utf-8' }] as const;
  const local = await startLocalGitHub({ repo, files, clock, limit });
  onTestFinished(() => local.stop());
  const wrapper = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch });
  const expert = new GitHubExpert(wrapper, { rateLimit: unpaced, ...options });
  return { local, clock, wrapper, expert, ctx: createContext({ clock }) };
};

/** What is there before a test begins to count. */
const post = async (local: LocalGitHub, path: string, body: object): Promise<void> => {
  const headers = { authorization: `token ${reveal(local.token)}`, 'content-type': 'application/json' };
  const answer = await fetch(`${local.url}/repos/${repo}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
};
const reveal = (token: Secret): string => token.reveal();

const openPullRequests = async (local: LocalGitHub, count: number): Promise<readonly number[]> => {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  for (const number of numbers) {
    await post(local, '/git/refs', { ref: `refs/heads/idea-${number}`, sha: local.baseSha });
    await post(local, '/pulls', { title: `Idea ${number}`, head: `idea-${number}`, base: 'main', body: 'why' });
  }
  return numbers;
};

test('S58: a hundred callers of one pull request make one request', async () => {
  const { local, expert, ctx } = await open();
  await openPullRequests(local, 1);
  const { requests } = local;
  const asking = Array.from({ length: 100 }, () => expert.execute({ operation: 'get_pr', repo, number: 1 }, ctx));
  const answers = await Promise.all(asking);
  expect(local.requests - requests).toBe(1);
  expect(answers.every((answer) => answer.success && answer.data.title === 'Idea 1')).toBe(true);
});

test(
  'S59, A23: polling ten pull requests for an hour costs at most a tenth of asking without ETags',
  { timeout: 120_000 },
  async () => {
    const { local, expert, ctx, clock } = await open();
    const numbers = await openPullRequests(local, 10);
    // What a client without ETags spends: one request for each look, and each counts.
    const before = local.spent;
    const headers = { authorization: `token ${reveal(local.token)}` };
    for (const number of numbers) await (await fetch(`${local.url}/repos/${repo}/pulls/${number}`, { headers })).text();
    expect(local.spent - before).toBe(10);
    const polls = 3600 / 30;
    const bare = polls * numbers.length;

    const [spent, requests] = [local.spent, local.requests];
    let changed = 0;
    for (let poll = 0; poll < polls; poll++) {
      const look = (number: number) => expert.execute({ operation: 'get_pr', repo, number }, ctx);
      const answers = await Promise.all(numbers.map(look));
      for (const answer of answers) if (answer.success && answer.data.state === 'closed') changed += 1;
      // Now and then something happens, and is seen at the next look.
      if (poll === polls / 2) await expert.execute({ operation: 'close_pr', repo, number: 1 }, ctx);
      await clock.advance(30_000);
    }
    expect(local.requests - requests).toBeGreaterThanOrEqual(bare);
    expect(changed).toBe(polls / 2 - 1);
    expect((local.spent - spent) / bare).toBeLessThanOrEqual(0.1);
  },
);

describe('what is kept, where that was asked for', () => {
  const cache = { freshMs: 300_000 };

  test('A4: whoever asks for a pull request by its number gets that pull request', async () => {
    const { local, expert, ctx } = await open({ cache });
    await openPullRequests(local, 2);
    const titles = [];
    for (const number of [1, 2, 1, 2]) {
      const answer = await expert.execute({ operation: 'get_pr', repo, number }, ctx);
      titles.push(answer.success && [answer.data.number, answer.data.title, answer.meta.cached === true]);
    }
    expect(titles).toEqual([
      [1, 'Idea 1', false],
      [2, 'Idea 2', false],
      [1, 'Idea 1', true],
      [2, 'Idea 2', true],
    ]);
  });

  test('A5: a failure is not', async () => {
    let isDown = true;
    const flaky: typeof fetch = (input, init) =>
      isDown ? Promise.resolve(new Response('{}', { status: 502 })) : fetch(input, init);
    const { expert, ctx } = await open({ cache, retry: false }, 5000, flaky);
    const list = { operation: 'list_prs', repo } as const;
    expect(await expert.execute(list, ctx)).toMatchObject({ success: false, error: { kind: 'unavailable' } });
    isDown = false;
    expect(await expert.execute(list, ctx)).toMatchObject({ success: true, data: { count: 0 } });
  });

  test('A6: a write drops what it changes', async () => {
    const { local, expert, ctx } = await open({ cache });
    await openPullRequests(local, 1);
    const read = () => expert.execute({ operation: 'get_file', repo, path: 'README.md' }, ctx);
    const look = () => expert.execute({ operation: 'get_pr', repo, number: 1 }, ctx);
    await read();
    await look();
    expect([(await read()).meta.cached, (await look()).meta.cached]).toEqual([true, true]);
    const change = {
      operation: 'update_file',
      repo,
      path: 'README.md',
      content: 'New\n',
      message: 'Change it',
    } as const;
    expect(await expert.execute(change, ctx)).toMatchObject({ success: true });
    expect(await read()).toMatchObject({ data: { content: 'New\n' } });
    await expert.execute({ operation: 'close_pr', repo, number: 1 }, ctx);
    expect(await look()).toMatchObject({ data: { state: 'closed' } });
  });

  test('A6: every field of a request tells answers apart', async () => {
    const { local, expert, ctx } = await open({ cache });
    await openPullRequests(local, 2);
    const firstOf = async (direction: 'asc' | 'desc', maxResults: number) => {
      const answer = await expert.execute({ operation: 'list_prs', repo, direction, maxResults }, ctx);
      return answer.success && [answer.data.prs[0]?.number, answer.data.count];
    };
    expect([await firstOf('asc', 30), await firstOf('desc', 30), await firstOf('desc', 1)]).toEqual([
      [1, 2],
      [2, 2],
      [2, 1],
    ]);
  });
});

test('A23, S19: a quota that is nearly used up is spread, and never overdrawn', async () => {
  const { local, expert, ctx, clock } = await open({ cache: false }, 30);
  const read = () => expert.execute({ operation: 'get_branch', repo, branch: 'main' }, ctx);
  for (let count = 0; count < 28; count++) {
    const meta = { attempts: 1, rateLimit: { limit: 30, remaining: 29 - count, resource: 'core' } };
    expect(await read()).toMatchObject({ success: true, meta });
  }
  // Two are left for the hour: they start twenty minutes apart, the next one after the reset.
  const startedAt = clock.now();
  const waits = [];
  for (let count = 0; count < 3; count++) {
    const answer = await passing(clock, read());
    expect(answer).toMatchObject({ success: true, meta: { attempts: 1 } });
    waits.push(Math.round((clock.now() - startedAt) / 60_000));
  }
  expect(waits).toEqual([20, 40, 60]);
  expect(local.spent).toBe(31);
});

describe('S20: what an expert may be given besides', () => {
  test('S60, S61: rules and a record, around everything else', async () => {
    const lines: string[] = [];
    const sink = {
      last: () => Promise.resolve(lines.at(-1)),
      append: (line: string) => Promise.resolve(void lines.push(line)),
    };
    const rules = [
      { name: 'ideas only', decision: 'allow', operations: ['create_branch'], where: { branch: ['idea/**'] } },
      { name: 'reads', decision: 'allow', effects: ['read'] },
    ] as const;
    const { expert, ctx, local } = await open({ audit: { sink }, guard: { rules } });
    const create = (branch: string) =>
      expert.execute({ operation: 'create_branch', repo, branch }, { ...ctx, agent: 'bot' });
    expect(await create('idea/one')).toMatchObject({ success: true });
    const { requests } = local;
    expect(await create('release')).toMatchObject({ error: { kind: 'forbidden', rule: 'otherwise' } });
    expect(local.requests).toBe(requests);
    expect(await verifyAudit(lines)).toMatchObject({ valid: true, records: 4, unfinished: [] });
    expect(lines[1]).toContain(local.baseSha);
  });

  test.each<[string, Parameters<GitHubExpert['execute']>[0], string]>([
    ['a title', { operation: 'create_pr', repo, title: ' ', head: 'a', body: 'why' }, 'title'],
    ['a body', { operation: 'create_pr', repo, title: 'T', head: 'a' }, 'body'],
    ['a body of a length', { operation: 'create_pr', repo, title: 'T', head: 'a', body: 'x'.repeat(65_537) }, 'body'],
    ['a head', { operation: 'create_pr', repo, title: 'T', head: '', body: 'why' }, 'head'],
    ['a base', { operation: 'create_pr', repo, title: 'T', head: 'a', base: '', body: 'why' }, 'base'],
    ['two branches', { operation: 'create_pr', repo, title: 'T', head: 'main', body: 'why' }, 'head'],
    ['a message', { operation: 'update_file', repo, path: 'a', content: '', message: 'x'.repeat(5001) }, 'message'],
    ['an issue with a title', { operation: 'create_issue', repo, title: '' }, 'title'],
  ])('%s is insisted on, and nothing is sent otherwise', async (_what, request, field) => {
    const { expert, local, ctx } = await open();
    const answer = await expert.execute(request, ctx);
    expect(answer).toMatchObject({ error: { kind: 'invalid_input', issues: [{ path: field }] } });
    expect(local.requests).toBe(0);
  });

  test('each policy can be left out, and the operations keep their types', async () => {
    const off = { trace: false, validate: false, cache: false, circuitBreaker: false, retry: false } as const;
    const { expert, ctx, wrapper } = await open({ ...off, rateLimit: false, timeout: false, bulkhead: {} });
    const operations: GitHubOperations = expert.operations;
    expect(operations).toBe(wrapper.operations);
    expect(await expert.execute({ operation: 'get_repo', repo }, ctx)).toMatchObject({
      data: { defaultBranch: 'main' },
    });
    expect(() => new GitHubExpert(wrapper, { bulkhead: { maxConcurrent: 0 } })).toThrow(/^bulkhead: maxConcurrent/);
  });

  test('S67: what tells of its progress passes through all of them', async () => {
    const { expert, ctx } = await open();
    const seen = [];
    for await (const told of stream(expert, { operation: 'get_branch', repo, branch: 'main' }, ctx)) seen.push(told);
    expect(seen).toMatchObject([{ result: { success: true, data: { branch: 'main' } } }]);
  });
});
