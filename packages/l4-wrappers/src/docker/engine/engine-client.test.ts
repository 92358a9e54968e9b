import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContext } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { expect, onTestFinished, test } from 'vitest';
import { cancellable, containing } from '../docker.fixture.ts';
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

const answering = (status: number, body: string) =>
  listen((_request, response) => response.writeHead(status).end(body));

test.each([
  [{ operation: 'run_container', image: 'x:1' }, 'null', 'expected object'],
  [{ operation: 'create_network' }, '[{"Id":1}]', '0.Id: '],
  [{ operation: 'list_images' }, '{}', 'expected array'],
  [{ operation: 'list_containers' }, '[{"Id":"../x"}]', '0.Id: is no id'],
  [{ operation: 'inspect_volume', name: 'data' }, '<html>\n</html>', 'GET /volumes/data'],
  [{ operation: 'pull_image', image: 'x:1' }, '{"Id":"a"}', 'GET /images/x:1/json'],
] as const)('S51: %j, answered %s, is an unexpected answer, and ends no process', async (request, body, why) => {
  const docker = await answering(request.operation === 'run_container' ? 201 : 200, body);
  const answer = await docker.execute(request, createContext());
  expect(answer).toMatchObject({
    success: false,
    error: { kind: 'unexpected_answer', message: containing(why), hint: containing('DOCKER_HOST') },
  });
  if (!answer.success) expect(answer.error.message).not.toContain('\n');
});

test('S51: what is no HTTP is an unexpected answer', async () => {
  const docker = await listen((request) => request.socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
  expect(await docker.execute({ operation: 'list_images' }, createContext())).toMatchObject({
    success: false,
    error: { kind: 'unexpected_answer', mayHaveHappened: false },
  });
});

test('S64: a text with half of a character is refused, for no address can hold it', async () => {
  const docker = await answering(200, '[]');
  expect(await docker.execute({ operation: 'create_volume', driver: '\ud800' }, createContext())).toMatchObject({
    success: false,
    error: { kind: 'invalid_input' },
  });
});
