import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@strata/core';
import { busyboxImage } from '@strata/testing';
import { expect, onTestFinished, test } from 'vitest';
import { DockerExpert } from '../docker-expert.ts';
import { dataOf, describeWithEngine, openEngine } from './engine.fixture.ts';

describeWithEngine('an expert that builds the same twice', () => {
  test('S48: although each of its builds has a name, an unchanged folder gives the image that is there', async () => {
    const { wrapper, ctx, labels } = openEngine();
    const expert = new DockerExpert(wrapper);
    const path = await mkdtemp(join(tmpdir(), 'strata-rebuild-'));
    onTestFinished(() => rm(path, { recursive: true, force: true }));
    await busyboxImage();
    await writeFile(join(path, 'Dockerfile'), 'FROM strata-test/busybox:1\nCOPY Dockerfile /made\n');
    const tag = `strata-test/rebuild-${systemClock.id()}:1`;
    const request = { operation: 'build_image' as const, path, tags: [tag], labels, networkMode: 'none' };
    const first = dataOf(await expert.execute(request, ctx));
    onTestFinished(
      async () => void (await wrapper.execute({ operation: 'remove_image', image: first.imageId, force: true }, ctx)),
    );
    expect(first).toMatchObject({ isNew: true });
    expect(dataOf(await expert.execute(request, ctx))).toMatchObject({ imageId: first.imageId, isNew: false });
    const listed = dataOf(await expert.execute({ operation: 'list_images', labels }, ctx)).images;
    expect(listed.map(({ id }) => id)).toEqual([first.imageId]);
  });
});
