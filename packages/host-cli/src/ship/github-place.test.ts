import { Secret, createContext } from '@strata/core';
import { GitWrapper } from '@strata/l4-wrappers/git';
import { afterAll, expect, test, vi } from 'vitest';
import { startRecordedGitHub } from '../loopback-github.fixture.ts';
import { Workshop, redProject } from '../project.fixture.ts';
import { UsageError } from '../usage-error.ts';
import { openGitHub } from './github-place.ts';
import { parseShipOptions } from './ship-order.ts';
import { textLike } from '../text-like.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.dispose]());

const open = async (
  token: Secret | undefined,
  env: Readonly<Record<string, string>> = {},
  say: (text: string) => void = () => {},
) => {
  const order = await parseShipOptions({
    repo: 'octo/app',
    path: workshop.workingCopy(redProject, { 'calc.py': 'edited' }),
    title: 'x',
    base: 'trunk',
  });
  return openGitHub(order, token, env, new GitWrapper(), say, createContext());
};

test('without a token it is a local one that has the base state, and counts what is sent to it', async () => {
  await using place = await open(undefined);
  const file = await place.github.execute(
    { operation: 'get_file', repo: 'octo/app', path: 'calc.py', ref: 'trunk' },
    createContext(),
  );
  expect(file).toMatchObject({ success: true, data: { content: redProject['calc.py'] } });
  expect(place.sharesHistory).toBe(false);
  expect(place.used()).toMatchObject({ local: true, calls: 1 });
});

test('with a token it is the one that GITHUB_API_URL names, github.com unless it names one', async () => {
  const token = new Secret('ghp_x');
  const env = { GITHUB_API_URL: 'http://127.0.0.1:1/api' };
  expect((await open(token, env)).used()).toEqual({ url: 'http://127.0.0.1:1/api', local: false, calls: 0 });
  const place = await open(token, { GITHUB_API_URL: '' });
  expect([place.sharesHistory, place.used().url]).toEqual([true, 'https://api.github.com']);
});

test('a rate limit is told of, and what was turned away is counted', async () => {
  const message = 'You have exceeded a secondary rate limit.';
  await using limited = await startRecordedGitHub(() => ({ status: 429, body: { message } }));
  const stopped = new AbortController();
  const told: string[] = [];
  const place = await open(new Secret('ghp_x'), { GITHUB_API_URL: limited.url }, (text) => {
    told.push(text);
    stopped.abort();
  });
  await place.github.execute({ operation: 'get_repo', repo: 'octo/app' }, createContext({ signal: stopped.signal }));
  expect(told).toEqual([textLike(/^GitHub's rate limit is used up: the next request can be sent in 1 min 00 s\.$/)]);
  expect(place.used().calls).toBe(1);
});

test('an address that is none is bad usage', async () => {
  await expect(open(new Secret('ghp_x'), { GITHUB_API_URL: 'ftp://x' })).rejects.toThrow(UsageError);
});

test('without a token and without its package it says what to do', async () => {
  vi.doMock('emulate', () => {
    throw new Error('not installed');
  });
  const refusal: unknown = await open(undefined).catch((cause: unknown) => cause);
  vi.doUnmock('emulate');
  expect(refusal).toBeInstanceOf(UsageError);
  expect(refusal).toMatchObject({ hint: textLike(/GITHUB_TOKEN.*emulate/) });
});
