import { createContext, systemClock } from '@strata/core';
import { busyboxImage } from '@strata/testing';
import { expect, test } from 'vitest';
import { containing, dataOf, describeWithEngine, locate, openDocker, undo } from '../docker.fixture.ts';

const freshName = (): string => `strata-test-${systemClock.id()}`;

describeWithEngine('volumes on a real engine', () => {
  test('S48: a volume is made, listed, shown, used, and its undo removes it', async () => {
    const { docker, ctx, labels } = openDocker();
    const request = { operation: 'create_volume' as const, name: freshName(), labels };
    const made = dataOf(await docker.execute(request, ctx));
    expect(made).toMatchObject({ name: request.name, driver: 'local', labels: { ...labels, strata: '1' } });
    expect(dataOf(await docker.execute({ operation: 'inspect_volume', name: made.name }, ctx))).toEqual(made);
    expect(dataOf(await docker.execute({ operation: 'list_volumes', labels }, ctx)).volumes).toEqual([made]);
    const command = ['sh', '-c', 'echo kept > /data/file; cat /data/file'];
    const volumes = [{ name: made.name, target: '/data' }];
    const run = { operation: 'run_container' as const, image: await busyboxImage(), command, volumes, labels };
    expect(dataOf(await docker.execute(run, ctx))).toMatchObject({ stdout: 'kept\n' });
    expect(await undo(docker, request, made)).toBe(true);
    expect(dataOf(await docker.execute({ operation: 'list_volumes', labels }, ctx)).volumes).toEqual([]);
  });

  test('S48: a volume that was given no name gets one, and is found by the id of its call and by no other', async () => {
    const { docker, labels } = openDocker();
    const ctx = createContext({ callId: systemClock.id() });
    const request = { operation: 'create_volume' as const, labels };
    const made = dataOf(await docker.execute(request, ctx));
    expect(await locate(docker, request, ctx.callId ?? '')).toEqual(made);
    expect(await locate(docker, request, systemClock.id())).toBeUndefined();
  });

  test('S48, F16: a name that is taken is a conflict, but for the very call that took it', async () => {
    const { docker, labels } = openDocker();
    const request = { operation: 'create_volume' as const, name: freshName(), labels };
    const ctx = createContext({ callId: systemClock.id() });
    const made = dataOf(await docker.execute(request, ctx));
    expect(await docker.execute(request, createContext())).toMatchObject({
      success: false,
      error: { kind: 'conflict', message: containing(request.name), hint: containing('another name') },
    });
    expect(dataOf(await docker.execute(request, ctx))).toEqual(made);
  });

  test('S48: one that a container has is not removed, and removing one twice is no failure', async () => {
    const { docker, ctx, labels } = openDocker();
    const { name } = dataOf(await docker.execute({ operation: 'create_volume', labels }, ctx));
    const volumes = [{ name, target: '/data' }];
    const image = await busyboxImage();
    const command = ['sleep', '60'];
    const run = { operation: 'run_container' as const, image, command, volumes, labels, detached: true };
    const { containerId: container } = dataOf(await docker.execute(run, ctx));
    const remove = { operation: 'remove_volume' as const, name };
    expect(await docker.execute(remove, ctx)).toMatchObject({ success: false, error: { kind: 'conflict' } });
    const unused = { operation: 'list_volumes' as const, labels, unusedOnly: true };
    expect(dataOf(await docker.execute(unused, ctx)).volumes).toEqual([]);
    dataOf(await docker.execute({ operation: 'remove_container', container, force: true }, ctx));
    expect(dataOf(await docker.execute(remove, ctx))).toEqual({ name, removed: true });
    expect(dataOf(await docker.execute(remove, ctx))).toEqual({ name, removed: false });
    expect(dataOf(await docker.execute({ ...remove, force: true }, ctx))).toEqual({ name, removed: false });
    expect(await docker.execute({ operation: 'inspect_volume', name }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'not_found' },
    });
  });
});
