import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContext, systemClock } from '@strata/core';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';

/** A server that takes requests and never answers them, or only begins to. */
const silent = async (begins: boolean) => {
  let arrived = (): void => {};
  let left = (): void => {};
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  const departure = new Promise<void>((resolve) => (left = resolve));
  const server: Server = createServer((incoming, outgoing) => {
    incoming.socket.on('close', () => left());
    if (!begins) return arrived();
    outgoing.writeHead(201, { 'content-type': 'application/json' });
    outgoing.write('{"number": 1, ', () => arrived());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, arrival, departure, [Symbol.asyncDispose]: stop };
};

const request = { operation: 'create_pr', repo: 'octo/app', title: 'T', head: 'fix' } as const;

/** A clock whose one timer the test lets ring. */
const ringing = () => {
  let ring = (): void => {};
  const after = (_delayMs: number, callback: () => void) => {
    ring = callback;
    return () => (ring = () => {});
  };
  return { clock: { ...systemClock, after }, ring: () => ring() };
};

test.each([false, true])(
  'A19, P6: the time limit ends the request, even in the middle of its answer (%s)',
  async (begins) => {
    await using server = await silent(begins);
    const { clock, ring } = ringing();
    const github = new GitHubAPIWrapper({ token: 't', baseUrl: server.url, timeoutMs: 4000 });
    const pending = github.execute(request, createContext({ clock }));
    await server.arrival;

    ring();

    expect(await pending).toMatchObject({
      error: { kind: 'timed_out', retryable: true, limitMs: 4000, mayHaveHappened: true },
    });
    // The connection is really given up.
    await server.departure;
  },
);

test.each([false, true])('P6: the signal ends the request, even in the middle of its answer (%s)', async (begins) => {
  await using server = await silent(begins);
  const stop = new AbortController();
  const github = new GitHubAPIWrapper({ token: 't', baseUrl: server.url });
  const pending = github.execute(request, createContext({ signal: stop.signal }));
  await server.arrival;

  stop.abort(new Error('of no more use'));

  expect(await pending).toMatchObject({ error: { kind: 'cancelled', retryable: false, mayHaveHappened: true } });
  await server.departure;
});

test('a read that is cut off has changed nothing', async () => {
  await using server = await silent(false);
  const { clock, ring } = ringing();
  const github = new GitHubAPIWrapper({ token: 't', baseUrl: server.url });
  const pending = github.execute(
    {
      operation: 'commit_files',
      repo: 'octo/app',
      branch: 'fix',
      parent: '0'.repeat(40),
      message: 'M',
      files: [{ path: 'a', content: '' }],
    },
    createContext({ clock }),
  );
  await server.arrival;
  ring();
  // It never came to the request that moves the branch.
  expect(await pending).toMatchObject({ error: { kind: 'timed_out', mayHaveHappened: false } });
});
