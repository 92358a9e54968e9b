import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContext } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { expect, onTestFinished, test } from 'vitest';
import { cancellable } from '../docker.fixture.ts';
import { DockerSDKWrapper } from '../docker-sdk-wrapper.ts';

const listen = async (answer: RequestListener) => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return new DockerSDKWrapper({ host: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` });
};

/** An engine that begins to answer every request, and does no more. */
const beginning = (afterwards: (socket: { destroy(): void }) => void) =>
  listen((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('[{"Id":', () => afterwards(request.socket));
  });

test('S51: an answer that breaks off in the middle is a failure at once, and not when the time is up', async () => {
  const docker = await beginning((socket) => socket.destroy());
  // A clock that stands still: no limit is ever reached.
  const ctx = createContext({ clock: createManualClock() });
  expect(await docker.execute({ operation: 'list_images' }, ctx)).toMatchObject({
    success: false,
    error: { kind: 'unavailable', mayHaveHappened: false },
  });
  expect(await docker.execute({ operation: 'create_volume' }, ctx)).toMatchObject({
    success: false,
    error: { kind: 'unavailable', mayHaveHappened: true },
  });
});

test.each(['list_images', 'list_networks'] as const)(
  'A19: %s that stops in the middle of its answer is ended by the caller',
  async (operation) => {
    const { ctx, cancel } = cancellable();
    const docker = await beginning(cancel);
    expect(await docker.execute({ operation }, ctx)).toMatchObject({ success: false, error: { kind: 'cancelled' } });
  },
);

test.each([
  { operation: 'inspect_image', image: 'x:1' },
  { operation: 'inspect_network', network: 'x' },
] as const)(
  'A19: $operation, whose signal dockerode itself drops, is ended by the caller before there is an answer',
  async (request) => {
    const { ctx, cancel } = cancellable();
    const docker = await listen(cancel);
    expect(await docker.execute(request, ctx)).toMatchObject({ success: false, error: { kind: 'cancelled' } });
  },
);
