import { createContext, systemClock } from '@strata/core';
import { busyboxImage, createManualClock } from '@strata/testing';
import Docker from 'dockerode';
import { expect, onTestFinished, test } from 'vitest';
import { dataOf, describeWithEngine, folderWith, locate, openDocker } from '../docker.fixture.ts';

const what = ['containers', 'networks', 'volumes', 'images'] as const;

/** One of each kind that is in use, and one of each kind that is not. */
const open = async () => {
  const opened = openDocker();
  const { docker, labels } = opened;
  const image = await busyboxImage();
  const ctx = createContext({ callId: systemClock.id() });
  const network = dataOf(await docker.execute({ operation: 'create_network', labels }, createContext()));
  const freeNetwork = dataOf(await docker.execute({ operation: 'create_network', labels }, ctx));
  const volume = dataOf(await docker.execute({ operation: 'create_volume', labels }, createContext()));
  const freeVolume = dataOf(await docker.execute({ operation: 'create_volume', labels }, ctx));
  const path = await folderWith({ Dockerfile: 'FROM strata-test/busybox:1\n' });
  const build = { operation: 'build_image' as const, path, labels };
  const { imageId } = dataOf(await docker.execute(build, createContext({ callId: systemClock.id() })));
  const { imageId: freeImage } = dataOf(await docker.execute(build, createContext({ callId: systemClock.id() })));
  const volumes = [{ name: volume.name, target: '/data' }];
  const command = ['sleep', '600'];
  const run = { operation: 'run_container' as const, labels };
  const running = { ...run, image: imageId, command, network: network.name, volumes, detached: true };
  const { containerId } = dataOf(await docker.execute(running, createContext()));
  const ended = dataOf(await docker.execute({ ...run, image, command: ['true'], detached: true }, ctx));
  const shownOf = (container: string) => docker.execute({ operation: 'inspect_container', container }, ctx);
  await expect.poll(async () => dataOf(await shownOf(ended.containerId)).state).toBe('exited');
  const free = [ended.containerId, freeNetwork.id, freeVolume.name, freeImage];
  return { ...opened, callId: ctx.callId, containerId, network, volume, imageId, free };
};

describeWithEngine('what was left over, on a real engine', () => {
  test('A16, S48: what is not in use is listed and removed, and nothing that is: no container that runs', async () => {
    const { docker, ctx, labels, callId, containerId, network, volume, imageId, free } = await open();
    const list = { operation: 'list_leftovers' as const, what: [...what], labels };
    const { leftovers } = dataOf(await docker.execute(list, ctx));
    expect(leftovers.map(({ kind }) => kind)).toEqual(what);
    expect(leftovers.map(({ id }) => id)).toEqual(free);
    expect(leftovers[0]).toMatchObject({ callId });

    const pruned = dataOf(await docker.execute({ ...list, operation: 'prune' }, ctx));
    expect(pruned).toEqual({ removed: leftovers, kept: [] });
    expect(dataOf(await docker.execute(list, ctx)).leftovers).toEqual([]);
    expect(dataOf(await docker.execute({ operation: 'list_containers', labels }, ctx)).containers).toMatchObject([
      { id: containerId, state: 'running' },
    ]);
    expect(await docker.execute({ operation: 'inspect_network', network: network.id }, ctx)).toMatchObject({
      success: true,
    });
    expect(await docker.execute({ operation: 'inspect_volume', name: volume.name }, ctx)).toMatchObject({
      success: true,
    });
    expect(await docker.execute({ operation: 'inspect_image', image: imageId }, ctx)).toMatchObject({ success: true });
    expect(dataOf(await docker.execute({ ...list, operation: 'prune' }, ctx))).toEqual({ removed: [], kept: [] });
    expect(docker.operations.prune.irreversible).toContain('gone');
  });

  test('A20, S48: a run whose container is pruned for before its end is seen gives what it printed and returned', async () => {
    const { docker, labels, list } = openDocker();
    const removed: unknown[] = [];
    const onPart = async (): Promise<void> => {
      await expect.poll(async () => (await list()).map(({ state }) => state)).toEqual(['exited']);
      removed.push(...dataOf(await docker.execute({ operation: 'prune', labels }, createContext())).removed);
    };
    const image = await busyboxImage();
    const run = { operation: 'run_container' as const, image, command: ['echo', 'done'], labels };
    const answer = await docker.execute(run, createContext({ onPart }));
    expect(dataOf(answer)).toMatchObject({ exitCode: 0, stdout: 'done\n', removed: true });
    expect(removed).toEqual([]);
  });

  test('A20, S48: a container that a call waits for is left alone until a minute after its end', async () => {
    const { docker, labels, list } = openDocker();
    const image = await busyboxImage();
    const run = { operation: 'run_container' as const, image, command: ['true'], remove: false, labels };
    const { containerId } = dataOf(await docker.execute(run, createContext()));
    const pruneAfter = async (passedMs: number) => {
      const clock = createManualClock({ now: systemClock.now() + passedMs });
      const answer = await docker.execute({ operation: 'prune', labels }, createContext({ clock }));
      return dataOf(answer).removed.map(({ id }) => id);
    };
    // Its call may be about to read its exit code and its output.
    expect(await pruneAfter(0)).toEqual([]);
    expect((await list()).map(({ id }) => id)).toEqual([containerId]);
    expect(await pruneAfter(60_000)).toEqual([containerId]);
    expect(await list()).toEqual([]);
  });

  test('S48: volumes and images are left unless they are named, and what is not ours always', async () => {
    const { docker, ctx, labels, free } = await open();
    const { leftovers } = dataOf(await docker.execute({ operation: 'list_leftovers', labels }, ctx));
    expect(leftovers.map(({ id }) => id)).toEqual(free.slice(0, 2));
    const others = { operation: 'list_leftovers' as const, what: [...what], labels: { ...labels, strata: '0' } };
    const all = dataOf(await docker.execute(others, ctx)).leftovers;
    // Images bear a mark of another name, so that a `strata` of one's own is a label like any other.
    expect(all.map(({ id }) => id)).toEqual(free.slice(0, 3));
  });

  test('A16, S48: what others made of an image that was built here is theirs, though it has inherited its labels', async () => {
    const { docker, labels } = openDocker();
    await busyboxImage();
    const ctx = createContext({ callId: systemClock.id() });
    const [tag, theirTag] = [`strata-test/own-${systemClock.id()}:1`, `strata-test/their-${systemClock.id()}:1`];
    const path = await folderWith({ Dockerfile: 'FROM strata-test/busybox:1\nENV A=b\n' });
    const build = { operation: 'build_image' as const, path, tags: [tag], labels };
    const { imageId } = dataOf(await docker.execute(build, ctx));
    const engine = new Docker();
    const container = await engine.createContainer({ Image: tag, Cmd: ['true'], HostConfig: { NetworkMode: 'none' } });
    onTestFinished(() => container.remove());
    await container.start();
    await container.wait();
    // A label more, and nothing else: as like ours as it can be.
    const theirs = await folderWith({ Dockerfile: `FROM ${tag}\nLABEL strata.z=1\n` });
    const report = await engine.buildImage({ context: theirs, src: ['Dockerfile'] }, { t: theirTag });
    await new Promise((resolve) => {
      engine.modem.followProgress(report, resolve);
    });
    onTestFinished(async () => void (await engine.getImage(theirTag).remove()));
    const listed = await docker.execute({ operation: 'list_leftovers', what: [...what], labels }, ctx);
    expect(dataOf(listed).leftovers).toEqual([]);
    expect(await locate(docker, build, ctx.callId ?? '')).toMatchObject({ imageId, tags: [tag] });
  });

  test('A16, S48: what the engine does not let go is kept, and the answer says why', async () => {
    const { docker, ctx, labels } = openDocker();
    const image = await busyboxImage();
    const tag = `strata-test/base-${systemClock.id()}:1`;
    const base = await folderWith({ Dockerfile: `FROM ${image}\n` });
    dataOf(await docker.execute({ operation: 'build_image', path: base, tags: [tag], labels }, ctx));
    const child = await folderWith({ Dockerfile: `FROM ${tag}\nENV A=b\n` });
    const { imageId } = dataOf(await docker.execute({ operation: 'build_image', path: child, labels }, ctx));
    const run = { operation: 'run_container' as const, image: imageId, command: ['sleep', '600'], labels };
    dataOf(await docker.execute({ ...run, detached: true }, ctx));
    const pruned = dataOf(await docker.execute({ operation: 'prune', what: ['images'], labels }, ctx));
    expect(pruned).toMatchObject({
      removed: [],
      kept: [{ kind: 'images', name: tag, reason: expect.stringContaining('child') as unknown }],
    });
  });
});
