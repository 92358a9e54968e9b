import type Docker from 'dockerode';

/**
 * Ids and names of the networks that containers have, running or not. The engine's own filter for unused networks takes
 * every network for unused that it has not brought along itself.
 */
export const networksInUse = async (docker: Docker, abortSignal: AbortSignal): Promise<ReadonlySet<string>> => {
  const containers = await docker.listContainers({ all: true, abortSignal });
  return new Set(
    containers.flatMap(({ NetworkSettings }) =>
      Object.entries(NetworkSettings.Networks).flatMap(([name, { NetworkID }]) => [name, NetworkID]),
    ),
  );
};
