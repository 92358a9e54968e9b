import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContext } from '@strata/core';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';

const serve = async (listener: RequestListener) => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
};

/** A GitHub that has renamed its repository: it answers `status` and the new address to everything about `octo/old`. */
const startRenamed = (target: string, status: number) =>
  serve((incoming, outgoing) => {
    incoming.resume().on('end', () => {
      const location = `${target}${(incoming.url ?? '').replace('/repos/octo/old', '/repos/octo/app')}`;
      outgoing
        .writeHead(status, { location, 'content-type': 'application/json' })
        .end('{"message":"Moved Permanently"}');
    });
  });

const connect = async (status: number) => {
  const local = await startLocalGitHub();
  const renamed = await startRenamed(local.url, status);
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: renamed.url });
  return {
    github,
    local,
    [Symbol.asyncDispose]: async () => {
      await renamed[Symbol.asyncDispose]();
      await local.stop();
    },
  };
};

test.each([301, 302, 307, 308])('a read follows a %i', async (status) => {
  await using given = await connect(status);
  const result = await given.github.execute({ operation: 'get_repo', repo: 'octo/old' }, createContext());
  expect(result).toMatchObject({ data: { defaultBranch: 'main' } });
});

test('the token does not follow to another host', async () => {
  const authorizations: (string | undefined)[] = [];
  await using other = await serve((incoming, outgoing) => {
    authorizations.push(incoming.headers.authorization);
    outgoing.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
  });
  await using renamed = await startRenamed(other.url, 307);
  const github = new GitHubAPIWrapper({ token: 't0ken', baseUrl: renamed.url });
  await github.execute({ operation: 'create_issue', repo: 'octo/old', title: 'T' }, createContext());
  expect(authorizations).toEqual([undefined]);
});

test.each([301, 302, 307, 308])('a write that is sent elsewhere (%i) is never taken for done', async (status) => {
  await using given = await connect(status);
  const before = await given.local.snapshot();
  const request = { operation: 'create_issue', repo: 'octo/old', title: 'T' } as const;
  const result = await given.github.execute(request, createContext());
  expect(result).toMatchObject({ success: false });
  expect(await given.local.snapshot()).toEqual(before);
});
