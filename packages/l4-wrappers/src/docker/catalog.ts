import { defineCatalog } from '@strata/core';
import { buildImage } from './build-image.ts';
import { connectNetwork } from './connect-network.ts';
import { createNetwork } from './create-network.ts';
import { createVolume } from './create-volume.ts';
import { disconnectNetwork } from './disconnect-network.ts';
import { exec } from './exec.ts';
import { findRun } from './find-run.ts';
import { getContainerLogs } from './get-container-logs.ts';
import { inspectContainer } from './inspect-container.ts';
import { inspectImage } from './inspect-image.ts';
import { inspectNetwork } from './inspect-network.ts';
import { inspectVolume } from './inspect-volume.ts';
import { listContainers } from './list-containers.ts';
import { listImages } from './list-images.ts';
import { listLeftovers } from './list-leftovers.ts';
import { listNetworks } from './list-networks.ts';
import { listVolumes } from './list-volumes.ts';
import { prune } from './prune.ts';
import { pullImage } from './pull-image.ts';
import { pushImage } from './push-image.ts';
import { removeContainer } from './remove-container.ts';
import { removeImage } from './remove-image.ts';
import { removeNetwork } from './remove-network.ts';
import { removeVolume } from './remove-volume.ts';
import { restartContainer } from './restart-container.ts';
import { restoreTags } from './restore-tags.ts';
import { runContainer } from './run-container.ts';
import { startContainer } from './start-container.ts';
import { stats } from './stats.ts';
import { stopContainer } from './stop-container.ts';
import { tagImage } from './tag-image.ts';
import { waitForHealth } from './wait-for-health.ts';

const operations = {
  // Containers
  run_container: runContainer,
  start_container: startContainer,
  stop_container: stopContainer,
  restart_container: restartContainer,
  remove_container: removeContainer,
  list_containers: listContainers,
  inspect_container: inspectContainer,
  get_container_logs: getContainerLogs,
  exec,
  wait_for_health: waitForHealth,
  stats,
  find_run: findRun,

  // Images
  build_image: buildImage,
  pull_image: pullImage,
  push_image: pushImage,
  tag_image: tagImage,
  restore_tags: restoreTags,
  remove_image: removeImage,
  list_images: listImages,
  inspect_image: inspectImage,

  // Volumes
  create_volume: createVolume,
  remove_volume: removeVolume,
  list_volumes: listVolumes,
  inspect_volume: inspectVolume,

  // Networks
  create_network: createNetwork,
  remove_network: removeNetwork,
  list_networks: listNetworks,
  inspect_network: inspectNetwork,
  connect_network: connectNetwork,
  disconnect_network: disconnectNetwork,

  // What was left
  list_leftovers: listLeftovers,
  prune,
};

/** Everything that can be done with a Docker engine. */
export const dockerCatalog = defineCatalog('docker', operations);

/** The operations of `dockerCatalog`, as a name that fits into a compiler's message. */
export interface DockerOperations extends Readonly<typeof operations> {}
