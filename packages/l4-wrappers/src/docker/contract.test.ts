import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@strata/core';
import {
  type DockerWorld,
  act,
  busyboxImage,
  contractCall,
  dockerPromises,
  imageLimitMs,
  missingForContainers,
  missingForRegistry,
  runContract,
  startRegistry,
} from '@strata/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { DockerSDKWrapper, dockerCatalog } from './index.ts';

const missing = (await missingForContainers()) ?? missingForRegistry();
const skipped = missing !== undefined && process.env['CI'] === undefined;

const tool = new DockerSDKWrapper();

/** Whether something was made by the call under test, or is named after a world. */
const isOurs = (prefix: string, name: string, labels: Readonly<Record<string, string>>): boolean =>
  name.includes(prefix) || [labels['strata.call'], labels['strata.image.call']].includes(contractCall);

/** Takes away what a test has made, whether it passed or not. */
const cleanUp = async (prefix: string, pullable: string): Promise<void> => {
  const { containers } = await act({ tool }, { operation: 'list_containers', all: true });
  for (const { id, name, labels } of containers)
    if (isOurs(prefix, name, labels))
      await act({ tool }, { operation: 'remove_container', container: id, force: true });
  const { volumes } = await act({ tool }, { operation: 'list_volumes' });
  for (const { name, labels } of volumes)
    if (isOurs(prefix, name, labels)) await act({ tool }, { operation: 'remove_volume', name });
  const { networks } = await act({ tool }, { operation: 'list_networks' });
  for (const { id, name, labels } of networks)
    if (isOurs(prefix, name, labels)) await act({ tool }, { operation: 'remove_network', network: id });
  const { images } = await act({ tool }, { operation: 'list_images' });
  const pushed = pullable.replace(/:[^:/]*$/, ':pushed');
  for (const { id, tags, labels } of images)
    for (const name of tags.length > 0 ? tags : [id])
      if (isOurs(prefix, name, labels) || name === pullable || name === pushed)
        await act({ tool }, { operation: 'remove_image', image: name, force: true });
};

const makeContext = async (from: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-contract-'));
  // Nothing that was built before has this label, so nothing is taken from a cache.
  await writeFile(join(folder, 'Dockerfile'), `FROM ${from}\nLABEL unique=${systemClock.id()}\n`);
  return folder;
};

let registry: Awaited<ReturnType<typeof startRegistry>> | undefined;

/** Puts an image into the registry that the engine then does not have any more. */
const fillRegistry = async (image: string): Promise<string> => {
  registry = await startRegistry();
  const pullable = `${registry.host}/contract/other:1`;
  const path = await makeContext(image);
  try {
    await act({ tool }, { operation: 'build_image', path, tags: [pullable] });
    await act({ tool }, { operation: 'push_image', image: pullable });
    await act({ tool }, { operation: 'remove_image', image: pullable });
  } finally {
    await rm(path, { recursive: true });
  }
  return pullable;
};

describe.skipIf(skipped)(`S63: a real Docker engine${skipped ? ` (skipped: ${missing})` : ''}`, () => {
  let image = '';
  let pullable = '';
  beforeAll(async () => {
    image = await busyboxImage();
    pullable = await fillRegistry(image);
  }, imageLimitMs);
  afterAll(() => registry?.[Symbol.asyncDispose]());

  const open = async (): Promise<DockerWorld> => {
    const prefix = `contract-${systemClock.id().slice(0, 8)}`;
    const context = await makeContext(image);
    const close = async (): Promise<void> => {
      await rm(context, { recursive: true });
      await cleanUp(prefix, pullable);
    };
    // One of its own: a wrapper remembers what a call has seen first, and all of these go by the same name.
    return { tool: new DockerSDKWrapper(), image, pullable, prefix, context, [Symbol.asyncDispose]: close };
  };
  runContract(dockerCatalog, dockerPromises, open);
});
