import { createContext, systemClock } from '@strata/core';
import { busyboxImage } from '@strata/testing';
import { expect, test } from 'vitest';
import { dataOf, describeWithEngine, folderWith, locate, openDocker, undo } from '../docker.fixture.ts';

/** A call that has a name, as every one that is repeated or looked for. */
const named = () => createContext({ callId: systemClock.id() });

/** A step whose files are others each time it runs: their times alone are kept to the second. */
const madeAnew = 'RUN cat /proc/sys/kernel/random/uuid > /made\n';

const open = async (dockerfile = madeAnew) => {
  await busyboxImage();
  const opened = openDocker();
  const name = `strata-test/same-${systemClock.id()}`;
  const path = await folderWith({
    Dockerfile: `FROM strata-test/busybox:1\nCOPY file /file\n${dockerfile}`,
    file: name,
  });
  const tags = [`${name}:1`, `${name}:latest`];
  const request = { operation: 'build_image' as const, path, tags, labels: opened.labels, networkMode: 'none' };
  const build = async (fields: object = {}, ctx = named()) =>
    dataOf(await opened.docker.execute({ ...request, ...fields }, ctx));
  const images = async () => {
    const listed = { operation: 'list_images' as const, labels: opened.labels };
    return dataOf(await opened.docker.execute(listed, opened.ctx)).images.map(({ id }) => id);
  };
  return { ...opened, request, tags, build, images };
};

describeWithEngine('building the same again on a real engine', () => {
  test('S48: an unchanged folder gives the image that is there, by whatever call, and leaves no other', async () => {
    const { docker, request, tags, build, images } = await open();
    const first = await build();
    expect(first).toMatchObject({ isNew: true });
    const ctx = named();
    const again = await build({}, ctx);
    const replaced = tags.map((tag) => ({ tag, imageId: first.imageId }));
    expect(again).toMatchObject({ imageId: first.imageId, isNew: false, tags: first.tags, replaced });
    expect(await build({}, createContext())).toMatchObject({ imageId: first.imageId, isNew: false });
    expect(await images()).toEqual([first.imageId]);
    expect(await undo(docker, request, again)).toBe(false);
    // Nothing was made, so there is nothing to find; a repetition gives the same.
    expect(await locate(docker, request, ctx.callId ?? '')).toBeUndefined();
    expect(await build({}, ctx)).toMatchObject({ imageId: first.imageId, isNew: false });
  });

  type Opened = Awaited<ReturnType<typeof open>>;
  test.each([
    ['another label', ({ labels }: Opened) => ({ labels: { ...labels, more: 'yes' } })],
    ['another name besides', ({ tags }: Opened) => ({ tags: [...tags, `${tags[0]}-besides`] })],
    ['steps that were run anew', () => ({ noCache: true })],
  ])('S48: %s makes a new image, with the mark of its call', async (_what, fieldsOf) => {
    const opened = await open();
    const { docker, request, build, images } = opened;
    const first = await build();
    const changed = fieldsOf(opened);
    const ctx = named();
    const second = await build(changed, ctx);
    expect(second).toMatchObject({ isNew: true });
    expect(second.imageId).not.toBe(first.imageId);
    expect(await locate(docker, { ...request, ...changed }, ctx.callId ?? '')).toMatchObject({
      imageId: second.imageId,
    });
    expect(await undo(docker, request, second)).toBe(true);
    expect(await images()).toEqual([first.imageId]);
  });

  test('S48: another command of the image makes a new one, though all files are the same', async () => {
    const { build } = await open('ARG SAID=one\nENV SAID=$SAID\n');
    const first = await build();
    expect(await build({ buildArgs: { SAID: 'two' } })).toMatchObject({ isNew: true });
    expect((await build({ buildArgs: { SAID: 'two' } })).imageId).not.toBe(first.imageId);
  });
});
