import { defineCatalog } from '@strata/core';
import { buildImage } from './images/build-image.ts';
import { connectNetwork } from './networks/connect-network.ts';
import { createNetwork } from './networks/create-network.ts';
import { createVolume } from './volumes/create-volume.ts';
import { disconnectNetwork } from './networks/disconnect-network.ts';
import { exec } from './containers/exec.ts';
import { findRun } from './containers/find-run.ts';
import { getContainerLogs } from './containers/get-container-logs.ts';
import { inspectContainer } from './containers/inspect-container.ts';
import { inspectImage } from './images/inspect-image.ts';
import { inspectNetwork } from './networks/inspect-network.ts';
import { inspectVolume } from './volumes/inspect-volume.ts';
import { listContainers } from './containers/list-containers.ts';
import { listImages } from './images/list-images.ts';
import { listLeftovers } from './leftovers/list-leftovers.ts';
import { listNetworks } from './networks/list-networks.ts';
import { listVolumes } from './volumes/list-volumes.ts';
import { prune } from './leftovers/prune.ts';
import { pullImage } from './images/pull-image.ts';
import { pushImage } from './images/push-image.ts';
import { removeContainer } from './containers/remove-container.ts';
import { removeImage } from './images/remove-image.ts';
import { removeNetwork } from './networks/remove-network.ts';
import { removeVolume } from './volumes/remove-volume.ts';
import { restartContainer } from './containers/restart-container.ts';
import { restoreTags } from './images/restore-tags.ts';
import { runContainer } from './containers/run-container.ts';
import { startContainer } from './containers/start-container.ts';
import { stats } from './containers/stats.ts';
import { stopContainer } from './containers/stop-container.ts';
import { tagImage } from './images/tag-image.ts';
import { waitForHealth } from './containers/wait-for-health.ts';

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
