import type { Handlers } from '@strata/core';
import { handleBuildImage } from './build-image.ts';
import type { DockerOperations } from './catalog.ts';
import { handleConnectNetwork } from './connect-network.ts';
import { handleCreateNetwork } from './create-network.ts';
import { handleCreateVolume } from './create-volume.ts';
import { handleDisconnectNetwork } from './disconnect-network.ts';
import type { Engine } from './engine.ts';
import { handleExec } from './exec.ts';
import { handleFindRun } from './find-run.ts';
import { handleGetContainerLogs } from './get-container-logs.ts';
import { handleInspectContainer } from './inspect-container.ts';
import { handleInspectImage } from './inspect-image.ts';
import { handleInspectNetwork } from './inspect-network.ts';
import { handleInspectVolume } from './inspect-volume.ts';
import { handleListContainers } from './list-containers.ts';
import { handleListImages } from './list-images.ts';
import { handleListLeftovers } from './list-leftovers.ts';
import { handleListNetworks } from './list-networks.ts';
import { handleListVolumes } from './list-volumes.ts';
import { handlePrune } from './prune.ts';
import { handlePullImage } from './pull-image.ts';
import { handlePushImage } from './push-image.ts';
import type { RegistryCredentials } from './registry-credentials.ts';
import { handleRemoveContainer } from './remove-container.ts';
import { handleRemoveImage } from './remove-image.ts';
import { handleRemoveNetwork } from './remove-network.ts';
import { handleRemoveVolume } from './remove-volume.ts';
import { handleRestartContainer } from './restart-container.ts';
import { handleRestoreTags } from './restore-tags.ts';
import { handleRunContainer } from './run-container.ts';
import { handleStartContainer } from './start-container.ts';
import { handleStats } from './stats.ts';
import { handleStopContainer } from './stop-container.ts';
import { handleTagImage } from './tag-image.ts';
import { handleWaitForHealth } from './wait-for-health.ts';

/** What performs each operation, for one engine. */
export const dockerHandlers = (engine: Engine, credentials: RegistryCredentials): Handlers<DockerOperations> => ({
  // Containers
  run_container: handleRunContainer(engine),
  start_container: handleStartContainer(engine),
  stop_container: handleStopContainer(engine),
  restart_container: handleRestartContainer(engine),
  remove_container: handleRemoveContainer(engine),
  list_containers: handleListContainers(engine),
  inspect_container: handleInspectContainer(engine),
  get_container_logs: handleGetContainerLogs(engine),
  exec: handleExec(engine),
  wait_for_health: handleWaitForHealth(engine),
  stats: handleStats(engine),
  find_run: handleFindRun(engine),

  // Images
  build_image: handleBuildImage(engine, credentials),
  pull_image: handlePullImage(engine, credentials),
  push_image: handlePushImage(engine, credentials),
  tag_image: handleTagImage(engine),
  restore_tags: handleRestoreTags(engine),
  remove_image: handleRemoveImage(engine),
  list_images: handleListImages(engine),
  inspect_image: handleInspectImage(engine),

  // Volumes
  create_volume: handleCreateVolume(engine),
  remove_volume: handleRemoveVolume(engine),
  list_volumes: handleListVolumes(engine),
  inspect_volume: handleInspectVolume(engine),

  // Networks
  create_network: handleCreateNetwork(engine),
  remove_network: handleRemoveNetwork(engine),
  list_networks: handleListNetworks(engine),
  inspect_network: handleInspectNetwork(engine),
  connect_network: handleConnectNetwork(engine),
  disconnect_network: handleDisconnectNetwork(engine),

  // What was left
  list_leftovers: handleListLeftovers(engine),
  prune: handlePrune(engine),
});
