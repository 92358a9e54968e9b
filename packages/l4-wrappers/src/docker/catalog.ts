import { defineCatalog } from '@strata/core';
import { findRun } from './find-run.ts';
import { getContainerLogs } from './get-container-logs.ts';
import { inspectContainer } from './inspect-container.ts';
import { inspectImage } from './inspect-image.ts';
import { listContainers } from './list-containers.ts';
import { listImages } from './list-images.ts';
import { pullImage } from './pull-image.ts';
import { removeContainer } from './remove-container.ts';
import { runContainer } from './run-container.ts';
import { stopContainer } from './stop-container.ts';

const operations = {
  run_container: runContainer,
  stop_container: stopContainer,
  remove_container: removeContainer,
  list_containers: listContainers,
  inspect_container: inspectContainer,
  get_container_logs: getContainerLogs,
  find_run: findRun,
  pull_image: pullImage,
  list_images: listImages,
  inspect_image: inspectImage,
};

/** Everything that can be done with a Docker engine. */
export const dockerCatalog = defineCatalog('docker', operations);

/** The operations of `dockerCatalog`, as a name that fits into a compiler's message. */
export interface DockerOperations extends Readonly<typeof operations> {}
