import type { ContainerInspectInfo, EndpointSettings } from 'dockerode';

/** How a container stands in a network, as far as it can be asked for. */
export interface Endpoint {
  readonly aliases: readonly string[];
  /** The address that was asked for; absent when the network chose one. */
  readonly ipv4Address?: string;
  /** What the driver was told, our mark included. */
  readonly driverOptions: Readonly<Record<string, string>>;
}

type Shown = Pick<EndpointSettings, 'Aliases' | 'IPAMConfig' | 'DriverOpts'> & { readonly NetworkID: string };

/** The container's end in a network that is named by id or name; `undefined` when it is not connected. */
export const endpointIn = ({ Id, NetworkSettings }: ContainerInspectInfo, network: string): Endpoint | undefined => {
  // dockerode's types say less of an endpoint than the engine does, and that is null where there is nothing.
  const networks = Object.entries(NetworkSettings.Networks as unknown as Record<string, Shown>);
  const shown = networks.find(([name, { NetworkID }]) => name === network || NetworkID.startsWith(network))?.[1];
  if (shown === undefined) return undefined;
  const address = shown.IPAMConfig?.IPv4Address;
  return {
    // The engine itself adds the beginning of the id.
    aliases: (shown.Aliases ?? []).filter((alias) => alias !== Id.slice(0, 12)),
    ...(address === undefined || address === '' ? {} : { ipv4Address: address }),
    driverOptions: shown.DriverOpts ?? {},
  };
};
