import type { Handlers } from '@strata/core';
import { handleBuildImage } from './images/build-image.ts';
import type { DockerOperations } from './catalog.ts';
import { handleConnectNetwork } from './networks/connect-network.ts';
import { handleCreateNetwork } from './networks/create-network.ts';
import { handleCreateVolume } from './volumes/create-volume.ts';
import { handleDisconnectNetwork } from './networks/disconnect-network.ts';
import type { Engine } from './engine/engine.ts';
import { handleExec } from './containers/exec.ts';
import { handleFindRun } from './containers/find-run.ts';
import { handleGetContainerLogs } from './containers/get-container-logs.ts';
import { handleInspectContainer } from './containers/inspect-container.ts';
import { handleInspectImage } from './images/inspect-image.ts';
import { handleInspectNetwork } from './networks/inspect-network.ts';
import { handleInspectVolume } from './volumes/inspect-volume.ts';
import { handleListContainers } from './containers/list-containers.ts';
import { handleListImages } from './images/list-images.ts';
import { handleListLeftovers } from './leftovers/list-leftovers.ts';
import { handleListNetworks } from './networks/list-networks.ts';
import { handleListVolumes } from './volumes/list-volumes.ts';
import { handlePrune } from './leftovers/prune.ts';
import { handlePullImage } from './images/pull-image.ts';
import { handlePushImage } from './images/push-image.ts';
import type { RegistryCredentials } from './images/registry-credentials.ts';
import { handleRemoveContainer } from './containers/remove-container.ts';
import { handleRemoveImage } from './images/remove-image.ts';
import { handleRemoveNetwork } from './networks/remove-network.ts';
import { handleRemoveVolume } from './volumes/remove-volume.ts';
import { handleRestartContainer } from './containers/restart-container.ts';
import { handleRestoreTags } from './images/restore-tags.ts';
import { handleRunContainer } from './containers/run-container.ts';
import { handleStartContainer } from './containers/start-container.ts';
import { handleStats } from './containers/stats.ts';
import { handleStopContainer } from './containers/stop-container.ts';
import { handleTagImage } from './images/tag-image.ts';
import { handleWaitForHealth } from './containers/wait-for-health.ts';

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
