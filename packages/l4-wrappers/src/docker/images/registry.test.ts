import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, stream, systemClock } from '@strata/core';
import { busyboxImage, missingForRegistry, registryUser, startRegistry } from '@strata/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { containing, dataOf, describeWithEngine, folderWith, openDocker, undo } from '../docker.fixture.ts';
import { DockerSDKWrapper } from '../docker-sdk-wrapper.ts';
import { createRegistryCredentials, registryOf } from './registry-credentials.ts';

const missing = missingForRegistry();
const skipped = missing !== undefined && process.env['CI'] === undefined;

/** A registry, and an image that was built under a name of it. */
const open = async (options: { readonly isClosed?: boolean } = {}) => {
  const registry = await startRegistry(options);
  onTestFinished(() => registry[Symbol.asyncDispose]());
  await busyboxImage();
  const opened = openDocker();
  const image = `${registry.host}/team/app:1`;
  const path = await folderWith({
    Dockerfile: 'FROM strata-test/busybox:1\nCOPY file /file\n',
    file: systemClock.id(),
  });
  const build = { operation: 'build_image' as const, path, tags: [image], labels: opened.labels };
  const { imageId } = dataOf(await opened.docker.execute(build, opened.ctx));
  // The name may have come to stand for an image that is not ours to remove.
  onTestFinished(async () => void (await opened.docker.execute({ operation: 'remove_image', image }, opened.ctx)));
  const idOf = async (name: string) => {
    const shown = await opened.docker.execute({ operation: 'inspect_image', image: name }, opened.ctx);
    return shown.success ? shown.data.id : shown.error.kind;
  };
  return { ...opened, registry, image, imageId, idOf };
};

describeWithEngine('an image and a real registry', () => {
  // oxlint-disable-next-line vitest/valid-title -- it says why it is skipped
  describe.skipIf(skipped)(skipped ? `push and pull (skipped: ${missing})` : 'push and pull', () => {
    test('S48, S67: is pushed, pulled with its digest, and the undo of the pull takes it away again', async () => {
      const { docker, ctx, image, imageId, idOf } = await open();
      const push = { operation: 'push_image' as const, image };
      const statuses = new Set<string>();
      let digest = '';
      for await (const { part, result } of stream(docker, push, ctx)) {
        if (part !== undefined) statuses.add(part.status);
        if (result !== undefined) ({ digest } = dataOf(result));
      }
      expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(statuses).toContain('Pushed');
      // Pushing again changes nothing.
      expect(dataOf(await docker.execute(push, ctx))).toMatchObject({ digest });
      dataOf(await docker.execute({ operation: 'remove_image', image }, ctx));
      expect(await idOf(image)).toBe('not_found');

      const pull = { operation: 'pull_image' as const, image };
      const pulled = dataOf(await docker.execute(pull, ctx));
      expect(pulled).toMatchObject({ image, imageId, digest, pulled: true, isNew: true, before: null });
      const again = dataOf(await docker.execute(pull, ctx));
      expect(again).toMatchObject({ imageId, digest, pulled: false, before: imageId, isNew: false });
      expect(await undo(docker, pull, again)).toBe(false);
      expect(await undo(docker, pull, pulled)).toBe(true);
      expect(await idOf(image)).toBe('not_found');
      expect(docker.operations.push_image.irreversible).toContain('pulled');
    });

    test('S48: a pull that moves a name is undone by moving it back', async () => {
      const { docker, ctx, image, imageId, idOf } = await open();
      dataOf(await docker.execute({ operation: 'push_image', image }, ctx));
      dataOf(await docker.execute({ operation: 'tag_image', image: await busyboxImage(), tag: image }, ctx));
      const moved = await idOf(image);
      const pull = { operation: 'pull_image' as const, image };
      const pulled = dataOf(await docker.execute(pull, ctx));
      expect(pulled).toMatchObject({ imageId, before: moved });
      await undo(docker, pull, pulled);
      expect(await idOf(image)).toBe(moved);
    });

    test('S48: an image is pulled by its digest', async () => {
      const { docker, ctx, image, imageId } = await open();
      const { digest } = dataOf(await docker.execute({ operation: 'push_image', image }, ctx));
      dataOf(await docker.execute({ operation: 'remove_image', image }, ctx));
      const byDigest = `${image.replace(/:1$/, '')}@${digest}`;
      expect(dataOf(await docker.execute({ operation: 'pull_image', image: byDigest }, ctx))).toMatchObject({
        imageId,
        digest,
      });
    });

    test('A20, S49: a push or pull that the registry refuses is a failure, though the engine said 200', async () => {
      const { docker, ctx, image, registry } = await open({ isClosed: true });
      expect(await docker.execute({ operation: 'push_image', image }, ctx)).toMatchObject({
        success: false,
        error: { kind: 'unauthenticated', message: containing('no basic auth'), hint: containing('docker login') },
      });
      expect(await docker.execute({ operation: 'pull_image', image }, ctx)).toMatchObject({
        success: false,
        error: { kind: 'unauthenticated' },
      });
      const missingImage = `${registry.host}/team/none:1`;
      expect(await docker.execute({ operation: 'push_image', image: missingImage }, ctx)).toMatchObject({
        success: false,
        error: { kind: 'not_found', hint: containing('tag_image') },
      });
    });

    test('S49: an image that the registry does not have is not_found', async () => {
      const { docker, ctx, registry } = await open();
      const answer = await docker.execute({ operation: 'pull_image', image: `${registry.host}/team/none:1` }, ctx);
      expect(answer).toMatchObject({ success: false, error: { kind: 'not_found' } });
    });

    test('S48: a closed registry lets in whom the options name, and no failure shows the password', async () => {
      const { ctx, image, registry } = await open({ isClosed: true });
      const { username, password } = registryUser;
      const known = { [registry.host]: { username, password: new Secret(password) } };
      const docker = new DockerSDKWrapper({ registries: known });
      dataOf(await docker.execute({ operation: 'push_image', image }, ctx));
      dataOf(await docker.execute({ operation: 'pull_image', image }, ctx));
      const wrong = { [registry.host]: { username, password: new Secret('sesame street') } };
      const answer = await new DockerSDKWrapper({ registries: wrong }).execute({ operation: 'push_image', image }, ctx);
      expect(answer).toMatchObject({ success: false, error: { kind: 'unauthenticated' } });
      expect(JSON.stringify(answer)).not.toContain('sesame street');
    });
  });
});

describe('credentials for registries', () => {
  test.each([
    ['python:3', 'https://index.docker.io/v1/'],
    ['team/app', 'https://index.docker.io/v1/'],
    ['docker.io/team/app', 'https://index.docker.io/v1/'],
    ['index.docker.io/team/app:1', 'https://index.docker.io/v1/'],
    ['localhost/app', 'localhost'],
    ['registry.example/app', 'registry.example'],
    ['127.0.0.1:5000/team/app:1', '127.0.0.1:5000'],
  ])('%s belongs to %s', (image, registry) => {
    expect(registryOf(image)).toBe(registry);
  });

  test('come from what docker login wrote, and what was given comes first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'strata-login-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const auth = Buffer.from('bob:a:b').toString('base64');
    const auths = {
      'one.example': { auth },
      'https://two.example': { auth },
      'three.example': { identitytoken: 'token' },
      'four.example': {},
      'https://index.docker.io/v1/': { auth },
    };
    await writeFile(join(folder, 'config.json'), JSON.stringify({ auths }));
    const given = { 'two.example': { username: 'ann', password: new Secret('given') } };
    const credentials = createRegistryCredentials(given, folder);
    const read = async (image: string): Promise<unknown> =>
      JSON.parse(Buffer.from((await credentials.forImage(image)).base64, 'base64url').toString());
    expect(await read('one.example/app')).toEqual({ username: 'bob', password: 'a:b', serveraddress: 'one.example' });
    expect(await read('two.example/app')).toMatchObject({ username: 'ann', password: 'given' });
    expect(await read('three.example/app')).toMatchObject({ identitytoken: 'token' });
    expect(await read('four.example/app')).toEqual({});
    expect(await read('five.example/app')).toEqual({});
    const hub = { username: 'bob', password: 'a:b', serveraddress: 'https://index.docker.io/v1/' };
    for (const image of ['team/app', 'docker.io/team/app']) expect(await read(image)).toEqual(hub);
    await writeFile(join(folder, 'config.json'), 'not JSON');
    expect(await read('one.example/app')).toEqual({});
  });

  test('an option that does not fit is a TypeError that names it', () => {
    const registries = { 'x.example': { username: 'ann', password: 'plain' } } as never;
    expect(() => new DockerSDKWrapper({ registries })).toThrow(/password/);
  });
});
