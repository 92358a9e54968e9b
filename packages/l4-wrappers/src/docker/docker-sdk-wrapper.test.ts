import { createServer } from 'node:http';
import { Secret, createContext } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { expect, onTestFinished, test } from 'vitest';
import { cancellable, containing, dataOf, describeWithEngine, folderWith, openDocker } from './docker.fixture.ts';
import { DockerSDKWrapper } from './docker-sdk-wrapper.ts';
import { busyboxImage } from '@strata/testing';

/** A container that runs a command in the background. */
const start = async (command: string[]) => {
  const opened = openDocker();
  const { docker, ctx, labels } = opened;
  const request = {
    operation: 'run_container' as const,
    image: await busyboxImage(),
    command,
    detached: true,
    labels,
  };
  const { containerId: container, name } = dataOf(await docker.execute(request, ctx));
  return { ...opened, container, name };
};

describeWithEngine('a container on a real engine', () => {
  test('A16, A17: is listed and shown with its state, until it is stopped', async () => {
    const { docker, ctx, container, name, list } = await start(['sleep', '60']);
    expect(await list(false)).toMatchObject([{ id: container, name, state: 'running', status: containing('Up') }]);
    const inspected = dataOf(await docker.execute({ operation: 'inspect_container', container }, ctx));
    expect(inspected).toMatchObject({ id: container, name, state: 'running', exitCode: null, outOfMemory: false });
    const stop = { operation: 'stop_container' as const, container, graceSeconds: 0 };
    expect(dataOf(await docker.execute(stop, ctx))).toEqual({ container, stopped: true });
    expect(dataOf(await docker.execute(stop, ctx))).toEqual({ container, stopped: false });
    expect(dataOf(await docker.execute({ operation: 'inspect_container', container: name }, ctx))).toMatchObject({
      state: 'exited',
      exitCode: 137,
    });
    expect(await list(false)).toEqual([]);
    expect(await list(true)).toMatchObject([{ state: 'exited' }]);
  });

  test('A16: is not removed while it runs, unless by force, and removing it again is no failure', async () => {
    const { docker, ctx, container, list } = await start(['sleep', '60']);
    const remove = { operation: 'remove_container' as const, container };
    expect(await docker.execute(remove, ctx)).toMatchObject({ success: false, error: { kind: 'conflict' } });
    expect(await list(false)).toHaveLength(1);
    expect(dataOf(await docker.execute({ ...remove, force: true }, ctx))).toEqual({ container, removed: true });
    expect(dataOf(await docker.execute({ ...remove, force: true }, ctx))).toEqual({ container, removed: false });
  });

  test('gives its output so far, whole or in part', async () => {
    const { docker, ctx, container } = await start(['sh', '-c', 'seq 1 5; echo err >&2; sleep 60']);
    const logs = { operation: 'get_container_logs' as const, container };
    const whole = { stdout: '1\n2\n3\n4\n5\n', stderr: 'err\n', truncated: false };
    await expect.poll(async () => dataOf(await docker.execute(logs, ctx))).toEqual(whole);
    const { stdout, stderr } = dataOf(await docker.execute({ ...logs, tailLines: 1 }, ctx));
    // Which of the two streams the engine heard last is chance.
    expect(['5\n', 'err\n']).toContain(stdout + stderr);
    expect(dataOf(await docker.execute({ ...logs, timestamps: true }, ctx)).stdout).toMatch(/^\d{4}-\d\d-\d\dT.* 1\n/);
    expect(dataOf(await docker.execute({ ...logs, maxOutputBytes: 4 }, ctx))).toMatchObject({ truncated: true });
  });

  test.each(['stop_container', 'inspect_container', 'get_container_logs'] as const)(
    '%s of one that is not there is not_found',
    async (operation) => {
      const { docker, ctx } = openDocker();
      const answer = await docker.execute({ operation, container: 'no-such-container' }, ctx);
      expect(answer).toMatchObject({
        success: false,
        error: { kind: 'not_found', message: containing('no-such-container') },
      });
    },
  );
});

describeWithEngine('an image on a real engine', () => {
  test('the password of a registry is in no failure, though the engine quotes it', async () => {
    const registries = { 'x.example': { username: 'ann', password: new Secret('geheim') } };
    const wrapper = new DockerSDKWrapper({ registries });
    const answer = await wrapper.execute(
      { operation: 'inspect_image', image: 'strata-test/geheim:1' },
      createContext(),
    );
    expect(answer).toMatchObject({ success: false, error: { message: 'no such image: strata-test/[secret]:1' } });
    expect(JSON.stringify(answer)).not.toContain('geheim');
  });

  test('the values of its variables are not shown: they may be secret', async () => {
    const { docker, ctx, labels } = openDocker();
    await busyboxImage();
    const path = await folderWith({ Dockerfile: 'FROM strata-test/busybox:1\nENV TOKEN=geheim\n' });
    const { imageId } = dataOf(await docker.execute({ operation: 'build_image', path, labels }, ctx));
    const shown = dataOf(await docker.execute({ operation: 'inspect_image', image: imageId }, ctx));
    expect(shown.envNames).toContain('TOKEN');
    expect(JSON.stringify(shown)).not.toContain('geheim');
  });

  test('is listed and shown', async () => {
    const { docker, ctx } = openDocker();
    const image = await busyboxImage();
    const { images } = dataOf(
      await docker.execute({ operation: 'list_images', reference: 'strata-test/busybox' }, ctx),
    );
    const shown = dataOf(await docker.execute({ operation: 'inspect_image', image }, ctx));
    expect(images).toMatchObject([{ id: shown.id, tags: [image] }]);
    expect(shown.sizeBytes).toBeGreaterThan(1e6);
    expect(await docker.execute({ operation: 'inspect_image', image: 'strata-test/none:1' }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'not_found', hint: containing('pull_image') },
    });
  });

  test('A20: that cannot be pulled is a failure', async () => {
    const { docker, ctx } = openDocker();
    // Nothing listens on port 1 of this machine.
    expect(await docker.execute({ operation: 'pull_image', image: '127.0.0.1:1/none:1' }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'unavailable', message: containing('registry'), mayHaveHappened: false },
    });
  });
});

const image = JSON.stringify({ Id: 'sha256:1', Size: 5, Created: '2026-01-01T00:00:00Z', RootFS: { Type: 'layers' } });

/** An engine that answers as a real one did when it was recorded. */
const recorded = async (report: string) => {
  const server = createServer((request, response) => {
    const isPull = request.url?.includes('/images/create') === true;
    const isList = request.url?.includes('/images/json') === true;
    response.writeHead(200, { 'content-type': 'application/json' }).end(isPull ? report : isList ? '[]' : image);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return new DockerSDKWrapper({ host: `tcp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` });
};

test('A20: a failure that the engine reports inside of its answer to a pull is a failure', async () => {
  const docker = await recorded(
    '{"status":"Pulling from x"}\r\n{"errorDetail":{"message":"manifest unknown"},"error":"manifest unknown"}\r\n',
  );
  expect(await docker.execute({ operation: 'pull_image', image: 'x:1' }, createContext())).toMatchObject({
    success: false,
    error: { kind: 'not_found', message: 'manifest unknown' },
  });
});

test('A19: a pull that goes on is ended by the caller', async () => {
  const server = createServer(
    (request, response) =>
      void (request.method === 'POST'
        ? response.writeHead(200).write('{"status":"Pulling from x"}\r\n')
        : response.writeHead(200).end(request.url?.includes('/images/json') ? '[]' : image)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.closeAllConnections());
  const { ctx, cancel } = cancellable();
  const address = server.address();
  const docker = new DockerSDKWrapper({ host: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}` });
  server.on('request', (request) => request.method === 'POST' && cancel());
  const answer = await docker.execute({ operation: 'pull_image', image: 'x:1' }, ctx);
  expect(answer).toMatchObject({ success: false, error: { kind: 'cancelled' } });
  server.close();
});

test('A19: an engine that does not answer is given up at the limit', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.closeAllConnections());
  const address = server.address();
  const clock = createManualClock();
  const docker = new DockerSDKWrapper({
    host: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    timeoutMs: 500,
  });
  const answering = docker.execute({ operation: 'list_images' }, createContext({ clock }));
  await clock.waiting();
  await clock.advance(500);
  expect(await answering).toMatchObject({
    success: false,
    error: { kind: 'timed_out', limitMs: 500, mayHaveHappened: false },
  });
  expect(clock.pending).toBe(0);
  server.close();
});

test('an engine that is not there is unavailable at the first call, with the way to start it', async () => {
  const docker = new DockerSDKWrapper({ socketPath: '/no/such/docker.sock' });
  expect(await docker.execute({ operation: 'list_containers' }, createContext())).toMatchObject({
    success: false,
    error: { kind: 'unavailable', mayHaveHappened: false, hint: containing('Start Docker') },
  });
});

test.each([
  { operation: 'inspect_container', container: '../images/json?x=' },
  { operation: 'inspect_image', image: 'x/../../containers' },
  { operation: 'inspect_image', image: 'x?force=1' },
] as const)('a reference that would change the address is refused: %o', async (request) => {
  const docker = new DockerSDKWrapper({ socketPath: '/no/such/docker.sock' });
  expect(await docker.execute(request, createContext())).toMatchObject({
    success: false,
    error: { kind: 'invalid_input' },
  });
});

test('an option that does not fit is a TypeError that names it', () => {
  expect(() => new DockerSDKWrapper({ timeoutMs: 0 })).toThrow(/timeoutMs/);
  expect(() => new DockerSDKWrapper({ socketPath: 'relative.sock' })).toThrow(TypeError);
});
