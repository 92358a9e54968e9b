import { inspect } from 'node:util';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Secret, createContext, systemClock } from '@strata/core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { GitHubAPIWrapper, type GitHubAPIWrapperOptions } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';
import { answering } from './recorded-answer.fixture.ts';

const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
const exporter = new InMemorySpanExporter();

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
});

afterAll(() => {
  trace.disable();
  context.disable();
});

const hidden = (value: unknown): void => {
  for (const text of [JSON.stringify(value), inspect(value, { depth: 4, showHidden: true }), String(value)]) {
    expect(text).not.toContain(token);
    expect(text).not.toContain(Buffer.from(token).toString('base64'));
  }
};

const request = { operation: 'create_pr', repo: 'octo/app', title: 'T', head: 'fix' } as const;

const troubles: readonly (readonly [string, GitHubAPIWrapperOptions])[] = [
  ['a refused connection', { baseUrl: 'http://127.0.0.1:1' }],
  ...[401, 403, 404, 422, 500].map((status) => {
    const body = {
      message: `No access with ${token} (${Buffer.from(token).toString('base64')})`,
      errors: [{ message: token }],
    };
    return [
      `a ${status} that repeats it`,
      { baseUrl: 'https://github.test', fetch: answering({ status, body }).fetch },
    ] as const;
  }),
  [
    'a transport that throws it',
    {
      baseUrl: 'https://github.test',
      fetch: () => {
        throw new Error(`bad header\n${token}`);
      },
    },
  ],
  // Not every rejection is an Error.
  ['a transport that rejects with it', { baseUrl: 'https://github.test', fetch: () => Promise.reject<never>(token) }],
  [
    'an answer of another form',
    { baseUrl: 'https://github.test', fetch: answering({ status: 201, body: { number: token } }).fetch },
  ],
];

test.each(troubles)('the token shows nowhere after %s', async (_is, options) => {
  exporter.reset();
  const github = new GitHubAPIWrapper({ token, ...options });
  const result = await github.execute(request, createContext());
  expect(result.success).toBe(false);
  hidden(result);
  hidden(github);
  hidden(
    exporter.getFinishedSpans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
  );
  expect(exporter.getFinishedSpans()).toHaveLength(1);
});

test('the token shows nowhere after a mistake that is no error of GitHub', async () => {
  const after = (): never => {
    throw new Error(`no timer\nfor ${token}`);
  };
  const github = new GitHubAPIWrapper({ token, fetch: answering({ status: 200, body: {} }).fetch });
  const result = await github.execute(request, createContext({ clock: { ...systemClock, after } }));
  expect(result).toMatchObject({
    error: { kind: 'defect', message: 'Error: no timer for [secret]', mayHaveHappened: true },
  });
  hidden(result);
});

test('a token from the environment is used, and shown nowhere', async () => {
  await using local = await startLocalGitHub();
  vi.stubEnv('GITHUB_TOKEN', local.token);
  vi.stubEnv('GITHUB_API_URL', `${local.url}/`);
  const github = new GitHubAPIWrapper();
  vi.unstubAllEnvs();
  const result = await github.execute({ operation: 'create_branch', repo: local.repo, branch: 'fix' }, createContext());
  expect(result).toMatchObject({ success: true });
  expect(inspect([github, result], { depth: 4, showHidden: true })).not.toContain(local.token);
});

test('a write without a token is refused by GitHub, with the hint to set one', async () => {
  await using local = await startLocalGitHub();
  vi.stubEnv('GITHUB_TOKEN', '');
  const github = new GitHubAPIWrapper({ baseUrl: local.url });
  vi.unstubAllEnvs();
  const result = await github.execute({ operation: 'create_branch', repo: local.repo, branch: 'fix' }, createContext());
  expect(result).toMatchObject({ error: { kind: 'unauthenticated', hint: 'Set GITHUB_TOKEN.' } });
});

test.each([
  ['token', { token: '' }],
  // Its pieces would stand in the error of whoever sets the header.
  ['token', { token: `${token}\n${token}` }],
  ['baseUrl', { baseUrl: 'ftp://x' }],
  ['baseUrl', { baseUrl: `https://${token}@github.test` }],
  ['timeoutMs', { timeoutMs: 0 }],
  ['timeoutMs', { timeoutMs: Number.NaN }],
  ['perPage', { perPage: 101 }],
  ['fetch', { fetch: 'no function' as unknown as typeof fetch }],
  ['onRequest', { onRequest: 3 as unknown as () => void }],
  ['retries', { ['retries' as string]: 3 }],
])('a bad option is a TypeError that names it: %s', (name, options) => {
  const make = (): unknown => new GitHubAPIWrapper({ token: new Secret(token), ...options });
  expect(make).toThrow(TypeError);
  expect(make).toThrow(name);
  expect(make).not.toThrow(token);
});
