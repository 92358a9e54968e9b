import type { DockerOperations } from '@strata/l4-wrappers/docker';
import type { Contract } from '../contract.ts';
import { dockerContainerReads, dockerContainerWrites } from './container-promises.ts';
import type { DockerWorld } from './docker-world.ts';
import { dockerImages, dockerRegistries } from './image-promises.ts';
import { dockerNetworks, dockerVolumes } from './storage-promises.ts';

/** What Docker promises, for the fake and for a real engine. */
export const dockerPromises: Contract<DockerOperations, DockerWorld> = {
  ...dockerContainerReads,
  ...dockerContainerWrites,
  ...dockerImages,
  ...dockerRegistries,
  ...dockerVolumes,
  ...dockerNetworks,
};
