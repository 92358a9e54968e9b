import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DockerSDKWrapper } from '../docker-sdk-wrapper.ts';
import { findEngine, hintWithoutEngine } from './engine-address.ts';

const makeHome = async (): Promise<string> => {
  const home = await mkdtemp(join(tmpdir(), 'strata-home-'));
  onTestFinished(() => rm(home, { recursive: true }));
  return home;
};

const writeAt = async (path: string, text: string): Promise<void> => {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
};

/** What `docker context create` and `docker context use` leave behind. */
const writeContext = async (home: string, name: string, host: string): Promise<void> => {
  const id = createHash('sha256').update(name).digest('hex');
  const meta = { Name: name, Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } };
  await writeAt(join(home, '.docker', 'contexts', 'meta', id, 'meta.json'), JSON.stringify(meta));
  await writeAt(join(home, '.docker', 'config.json'), JSON.stringify({ auths: {}, currentContext: name }));
};

describe("the engine is found as Docker's own client finds it", () => {
  test.each([
    ['unix:///run/user/1000/docker.sock', {}, { socketPath: '/run/user/1000/docker.sock', host: undefined }],
    ['tcp://build.example', {}, { protocol: 'http', host: 'build.example', port: 2375 }],
    ['build.example:4243', {}, { protocol: 'http', host: 'build.example', port: '4243' }],
    ['tcp://build.example', { DOCKER_TLS_VERIFY: '1' }, { protocol: 'https', port: 2376 }],
    ['https://build.example:8443', {}, { protocol: 'https', port: '8443' }],
    ['ssh://me@build.example', {}, { protocol: 'ssh', host: 'build.example', port: 22, username: 'me' }],
  ])('DOCKER_HOST=%s with %o', async (host, env, address) => {
    const home = await makeHome();
    await writeContext(home, 'other', 'unix:///other.sock');
    expect(await findEngine({ env: { DOCKER_HOST: host, ...env }, home })).toMatchObject(address);
  });

  test('certificates come from DOCKER_CERT_PATH', async () => {
    const home = await makeHome();
    await writeAt(join(home, 'certs', 'ca.pem'), 'the authority');
    const env = { DOCKER_HOST: 'tcp://build.example', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(home, 'certs') };
    expect(await findEngine({ env, home })).toMatchObject({ ca: 'the authority', cert: undefined });
  });

  test('then the current context', async () => {
    const home = await makeHome();
    await writeContext(home, 'colima', 'unix:///home/me/.colima/docker.sock');
    expect(await findEngine({ env: {}, home })).toMatchObject({ socketPath: '/home/me/.colima/docker.sock' });
  });

  test('DOCKER_CONTEXT comes before the current context, and default means the usual sockets', async () => {
    const home = await makeHome();
    await writeContext(home, 'one', 'unix:///one.sock');
    await writeContext(home, 'two', 'unix:///two.sock');
    expect(await findEngine({ env: { DOCKER_CONTEXT: 'one' }, home })).toMatchObject({ socketPath: '/one.sock' });
  });

  test('a context that is not there is named', async () => {
    await expect(findEngine({ env: { DOCKER_CONTEXT: 'gone' }, home: await makeHome() })).rejects.toThrow(
      /'gone' is not there/,
    );
  });

  test('a configuration that cannot be read is named', async () => {
    const home = await makeHome();
    await writeAt(join(home, '.docker', 'config.json'), 'no json');
    await expect(findEngine({ env: {}, home })).rejects.toThrow(/config\.json/);
  });

  test('an address that cannot be read is named', async () => {
    await expect(findEngine({ env: { DOCKER_HOST: 'tcp://' }, home: await makeHome() })).rejects.toThrow(/'tcp:\/\/'/);
  });
});

describe('where no engine answers, the hint is about', () => {
  const usual = 'Start Docker (Linux: systemctl start docker; macOS: open -a Docker), or set DOCKER_HOST.';
  const wrong = (host: string) =>
    `DOCKER_HOST is ${host}: start the engine there, or set it to where one is, or unset it.`;
  test.each([
    ['connect ENOENT /nope', undefined, usual],
    ['connect ENOENT /nope', '', usual],
    ['connect ENOENT /nope', 'unix:///nope', wrong('unix:///nope')],
    // The wrapper was given another address.
    ['connect ENOENT /other', 'unix:///nope', usual],
    ['connect ECONNREFUSED 127.0.0.1:2375', 'tcp://localhost', wrong('tcp://localhost')],
    ['connect ECONNREFUSED 127.0.0.1:4243', 'localhost:4243', wrong('localhost:4243')],
    ['connect ECONNREFUSED 127.0.0.1:4244', 'tcp://localhost:4243', usual],
    ['getaddrinfo ENOTFOUND nowhere.test', 'tcp://me:secret@nowhere.test', wrong('tcp://nowhere.test')],
    ["the address 'tcp://' of the Docker engine cannot be read", 'tcp://', wrong('tcp://')],
  ])('%s, with DOCKER_HOST=%s', (message, host, hint) => {
    expect(hintWithoutEngine(message, host)).toBe(hint);
  });

  test('the address that is wrong, from a call too', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nope');
    onTestFinished(() => void vi.unstubAllEnvs());
    const answer = await new DockerSDKWrapper().execute({ operation: 'list_images' }, createContext());
    expect(answer).toMatchObject({ error: { kind: 'unavailable', hint: wrong('unix:///nope') } });
  });
});
