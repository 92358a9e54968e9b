import { createContext, stream, systemClock } from '@strata/core';
import { busyboxImage } from '@strata/testing';
import { expect, test } from 'vitest';
import {
  cancellable,
  containing,
  dataOf,
  describeWithEngine,
  folderWith,
  locate,
  openDocker,
  undo,
} from '../docker.fixture.ts';

const dockerfile =
  'FROM strata-test/busybox:1\nARG GREETING=hello\nCOPY file /file\nRUN echo "$GREETING" > /greeting\n';

/** A folder to build from, and a name that no other image has. */
const open = async (files: Readonly<Record<string, string>> = {}) => {
  await busyboxImage();
  const opened = openDocker();
  const tag = `strata-test/built-${systemClock.id()}:1`;
  const path = await folderWith({ Dockerfile: dockerfile, file: systemClock.id(), ...files });
  const request = { operation: 'build_image' as const, path, tags: [tag], labels: opened.labels, networkMode: 'none' };
  const idOf = async (image: string) => {
    const shown = await opened.docker.execute({ operation: 'inspect_image', image }, opened.ctx);
    return shown.success ? shown.data.id : shown.error.kind;
  };
  return { ...opened, tag, path, request, idOf };
};

describeWithEngine('building on a real engine', () => {
  test('S48, S67: a build tells what it prints, answers with the image, and its undo removes it', async () => {
    const { docker, ctx, labels, tag, request, idOf } = await open();
    const told: string[] = [];
    let built: object | undefined;
    for await (const { part, result } of stream(docker, { ...request, buildArgs: { GREETING: 'hi' } }, ctx)) {
      if (part?.kind === 'text') told.push(part.text);
      if (result !== undefined) built = dataOf(result);
    }
    expect(built).toMatchObject({ tags: [tag], isNew: true, truncated: false, replaced: [{ tag, imageId: null }] });
    expect(built).toMatchObject({ imageId: await idOf(tag), log: told.join('') });
    expect(told.join('')).toContain('Step 4/');
    const run = { operation: 'run_container' as const, image: tag, command: ['cat', '/greeting'], labels };
    expect(dataOf(await docker.execute(run, ctx))).toMatchObject({ stdout: 'hi\n' });
    expect(await undo(docker, request, built)).toBe(true);
    expect(await idOf(tag)).toBe('not_found');
    expect(dataOf(await docker.execute({ operation: 'list_images', labels }, ctx)).images).toEqual([]);
  });

  test('S48: a name that stood for another image stands for it again when the build is undone', async () => {
    const { docker, ctx, tag, request, idOf } = await open();
    const first = dataOf(await docker.execute(request, ctx));
    const again = { ...request, buildArgs: { GREETING: 'other' } };
    const second = dataOf(await docker.execute(again, ctx));
    expect(second).toMatchObject({ replaced: [{ tag, imageId: first.imageId }] });
    expect(await idOf(tag)).toBe(second.imageId);
    expect(await undo(docker, again, second)).toBe(true);
    expect(await idOf(tag)).toBe(first.imageId);
    expect(await idOf(second.imageId)).toBe('not_found');
  });

  test('S48: a build that made nothing new takes nothing away when it is undone', async () => {
    const { docker, ctx, tag, request, idOf } = await open();
    const first = dataOf(await docker.execute(request, ctx));
    const second = dataOf(await docker.execute(request, ctx));
    expect(second).toMatchObject({ imageId: first.imageId, isNew: false });
    expect(await undo(docker, request, second)).toBe(false);
    expect(await idOf(tag)).toBe(first.imageId);
  });

  test('S48, F16: an image is found by the id of the call that built it, with what undoing it needs', async () => {
    const { docker, tag, request, idOf } = await open();
    const first = dataOf(await docker.execute(request, createContext()));
    const ctx = createContext({ callId: systemClock.id() });
    const again = { ...request, buildArgs: { GREETING: 'other' } };
    const { log: _log, truncated: _truncated, ...built } = dataOf(await docker.execute(again, ctx));
    const found = await locate(docker, again, ctx.callId ?? '');
    expect(found).toMatchObject(built);
    expect(await locate(docker, again, systemClock.id())).toBeUndefined();
    expect(await undo(docker, again, found)).toBe(true);
    expect(await idOf(tag)).toBe(first.imageId);
  });

  test('S49: a step that fails is a failure that quotes it, and leaves no container behind', async () => {
    const { docker, ctx, labels, request, list } = await open({
      Dockerfile: 'FROM strata-test/busybox:1\nRUN echo not found >&2; exit 3\n',
    });
    expect(await docker.execute(request, ctx)).toMatchObject({
      success: false,
      error: {
        kind: 'refused',
        message: containing('Step 2/'),
        details: { step: containing('exit 3'), log: containing('not found') },
      },
    });
    expect(await list()).toEqual([]);
    expect(dataOf(await docker.execute({ operation: 'list_images', labels }, ctx)).images).toEqual([]);
  });

  test('S49: a base image that cannot be had, and a file that is not there, are failures of their kinds', async () => {
    const base = await open({ Dockerfile: 'FROM 127.0.0.1:1/none:1\n' });
    expect(await base.docker.execute(base.request, base.ctx)).toMatchObject({
      success: false,
      error: { kind: 'unavailable', message: containing('127.0.0.1:1') },
    });
    const copy = await open({ Dockerfile: 'FROM strata-test/busybox:1\nCOPY nowhere /\n' });
    expect(await copy.docker.execute(copy.request, copy.ctx)).toMatchObject({
      success: false,
      error: { kind: 'refused', message: containing('nowhere') },
    });
    const unreadable = await open({ Dockerfile: 'FORM strata-test/busybox:1\n' });
    expect(await unreadable.docker.execute(unreadable.request, unreadable.ctx)).toMatchObject({
      success: false,
      error: { kind: 'refused', message: containing('FORM') },
    });
  });

  test('S48: one stage is built when it is named', async () => {
    const stages = 'FROM strata-test/busybox:1 AS one\nRUN touch /one\nFROM one AS two\nRUN touch /two\n';
    const { docker, ctx, labels, tag, request } = await open({ Dockerfile: stages });
    dataOf(await docker.execute({ ...request, target: 'one', noCache: true }, ctx));
    const command = ['sh', '-c', 'ls -d /one /two'];
    const run = { operation: 'run_container' as const, image: tag, command, labels };
    expect(dataOf(await docker.execute(run, ctx))).toMatchObject({ stdout: '/one\n' });
  });

  test('A19, P6: a build that takes too long, or is cancelled, is ended', async () => {
    const { docker, ctx, request, list } = await open({ Dockerfile: 'FROM strata-test/busybox:1\nRUN sleep 600\n' });
    expect(await docker.execute({ ...request, timeoutMs: 1000 }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'timed_out', limitMs: 1000, mayHaveHappened: true },
    });
    const cancelled = cancellable();
    const building = docker.execute(
      { ...request, noCache: true },
      { ...cancelled.ctx, onPart: (part) => void (JSON.stringify(part).includes('sleep 600') && cancelled.cancel()) },
    );
    expect(await building).toMatchObject({ success: false, error: { kind: 'cancelled' } });
    expect(await list()).toEqual([]);
  });
});

describeWithEngine('what is sent to a build', () => {
  test('S48: .dockerignore is obeyed, exceptions and itself included', async () => {
    const { docker, ctx, labels, tag, request } = await open({
      Dockerfile: 'FROM strata-test/busybox:1\nCOPY . /sent\n',
      '.dockerignore': '# notes\nDockerfile\n.dockerignore\nsecrets\nlogs/*\n!logs/keep\n**/*.tmp\n',
      'secrets/key': 'secret',
      'logs/drop': '',
      'logs/keep': '',
      'deep/er/a.tmp': '',
      'deep/er/a.txt': '',
    });
    dataOf(await docker.execute(request, ctx));
    const command = ['sh', '-c', 'cd /sent; find . -type f | sort; stat -c %u file'];
    const run = { operation: 'run_container' as const, image: tag, command, labels };
    expect(dataOf(await docker.execute(run, ctx))).toMatchObject({
      stdout: './deep/er/a.txt\n./file\n./logs/keep\n0\n',
    });
  });

  test.each([
    ['a folder that is not there', { path: '/no/such/folder' }, 'is not there'],
    ['a file in place of a folder', { path: '/etc/hostname' }, 'is not a folder'],
    ['a Dockerfile that is not there', { dockerfile: 'Other' }, 'no Other'],
    ['a Dockerfile outside of the folder', { dockerfile: '../Dockerfile' }, 'below the folder'],
    ['a relative folder', { path: '.' }, 'absolute'],
    ['a name with capitals', { tags: ['Team/App:1'] }, 'name with tag'],
    ['a name with a shell character', { tags: ['app:1;id'] }, 'name with tag'],
  ])('S48: %s is refused before anything is sent', async (_title, fields, message) => {
    const { docker, ctx, request } = await open();
    expect(await docker.execute({ ...request, ...fields }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'invalid_input', message: containing(message) },
    });
  });
});

describeWithEngine('names of images on a real engine', () => {
  test('S48: a new name is undone by taking it away, and one that was moved by moving it back', async () => {
    const { docker, ctx, tag, request, idOf } = await open();
    const { imageId } = dataOf(await docker.execute(request, ctx));
    const fresh = { operation: 'tag_image' as const, image: tag, tag: tag.replace(':1', ':2') };
    const named = dataOf(await docker.execute(fresh, ctx));
    expect(named).toEqual({ tag: fresh.tag, imageId, before: null });
    expect(await undo(docker, fresh, named)).toBe(true);
    expect([await idOf(fresh.tag), await idOf(tag)]).toEqual(['not_found', imageId]);

    const moving = { operation: 'tag_image' as const, image: await busyboxImage(), tag };
    const moved = dataOf(await docker.execute(moving, ctx));
    expect(moved).toMatchObject({ before: imageId });
    expect(await undo(docker, moving, moved)).toBe(true);
    expect(await idOf(tag)).toBe(imageId);
    expect(await undo(docker, moving, { ...moved, before: moved.imageId })).toBe(false);
  });

  test('S48: a name that somebody has given to yet another image meanwhile is left alone', async () => {
    const { docker, ctx, tag, request, idOf } = await open();
    const built = dataOf(await docker.execute(request, ctx));
    dataOf(await docker.execute({ operation: 'tag_image', image: await busyboxImage(), tag }, ctx));
    const moved = await idOf(tag);
    await undo(docker, request, built);
    expect(await idOf(tag)).toBe(moved);
    dataOf(await docker.execute({ operation: 'remove_image', image: tag }, ctx));
  });

  test('S48: an image is removed, not while a container has it, and removing it twice is no failure', async () => {
    const { docker, ctx, labels, tag, request } = await open();
    const { imageId } = dataOf(await docker.execute(request, ctx));
    const run = { operation: 'run_container' as const, image: tag, command: ['sleep', '60'], labels, detached: true };
    const { containerId: container } = dataOf(await docker.execute(run, ctx));
    const remove = { operation: 'remove_image' as const, image: tag };
    expect(await docker.execute(remove, ctx)).toMatchObject({ success: false, error: { kind: 'conflict' } });
    dataOf(await docker.execute({ operation: 'remove_container', container, force: true }, ctx));
    const removed = dataOf(await docker.execute(remove, ctx));
    expect(removed).toMatchObject({ image: tag, removed: true, untagged: [tag] });
    expect(removed.deleted).toContain(imageId);
    expect(dataOf(await docker.execute(remove, ctx))).toMatchObject({ removed: false, deleted: [] });
    expect(docker.operations.remove_image.irreversible).toContain('pulled again');
  });

  test('S48: an image is shown whole', async () => {
    const { docker, ctx, tag, request, labels } = await open({
      Dockerfile:
        'FROM strata-test/busybox:1\nENV A=b\nWORKDIR /tmp\nUSER 7\nEXPOSE 80\nVOLUME /data\nHEALTHCHECK CMD true\nENTRYPOINT ["echo"]\nCMD ["hi"]\n',
    });
    dataOf(await docker.execute(request, ctx));
    expect(dataOf(await docker.execute({ operation: 'inspect_image', image: tag }, ctx))).toMatchObject({
      tags: [tag],
      digests: [],
      os: 'linux',
      entrypoint: ['echo'],
      command: ['hi'],
      envNames: expect.arrayContaining(['A']) as unknown,
      workdir: '/tmp',
      user: '7',
      ports: ['80/tcp'],
      volumes: ['/data'],
      hasHealthcheck: true,
      labels: { ...labels, 'strata.image': expect.any(String) as unknown },
    });
  });
});
