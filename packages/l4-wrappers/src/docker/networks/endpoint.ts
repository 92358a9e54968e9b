import type Docker from 'dockerode';
import type { EndpointSettings, NetworkInspectInfo } from 'dockerode';
import { statusCodeOf } from '../engine/engine-answer.ts';

/** How a container stands in a network, as far as it can be asked for. */
export interface Endpoint {
  readonly aliases: readonly string[];
  /** The address that was asked for; absent when the network chose one. */
  readonly ipv4Address?: string;
  /** What the driver was told, our mark included. */
  readonly driverOptions: Readonly<Record<string, string>>;
}

type Shown = Pick<EndpointSettings, 'Aliases' | 'IPAMConfig' | 'DriverOpts'> & { readonly NetworkID: string };

/** The id of a network as the engine understands its name; `undefined` when there is none. */
const idOfNetwork = async (docker: Docker, network: string, abortSignal: AbortSignal): Promise<string | undefined> => {
  try {
    // dockerode takes a signal here as everywhere; its types have forgotten it.
    const asked = docker.getNetwork(network) as unknown as { inspect(options: object): Promise<NetworkInspectInfo> };
    const shown = await asked.inspect({ abortSignal });
    return shown.Id;
  } catch (thrown) {
    if (statusCodeOf(thrown) === 404) return undefined;
    throw thrown;
  }
};

/**
 * A container's end in a network that is named by id or name; `undefined` when it is not connected. Which network that
 * is, the engine says: a name of hexadecimal digits is also the beginning of other networks' ids.
 */
export const endpointIn = async (
  docker: Docker,
  container: string,
  network: string,
  abortSignal: AbortSignal,
): Promise<Endpoint | undefined> => {
  const { Id, NetworkSettings } = await docker.getContainer(container).inspect({ abortSignal });
  const networkId = await idOfNetwork(docker, network, abortSignal);
  // dockerode's types say less of an endpoint than the engine does, and that is null where there is nothing.
  const networks = Object.entries(NetworkSettings.Networks as unknown as Record<string, Shown>);
  const shown = networks.find(([, { NetworkID }]) => NetworkID === networkId)?.[1];
  if (shown === undefined) return undefined;
  const address = shown.IPAMConfig?.IPv4Address;
  return {
    // The engine itself adds the beginning of the id.
    aliases: (shown.Aliases ?? []).filter((alias) => alias !== Id.slice(0, 12)),
    ...(address === undefined || address === '' ? {} : { ipv4Address: address }),
    driverOptions: shown.DriverOpts ?? {},
  };
};
