import { FakeRefusal, conflict } from '../fake/fake-refusal.ts';
import { nowOf } from './containers.ts';
import {
  type DockerHandlers,
  type DockerState,
  type NetworkState,
  containerOf,
  hasLabels,
  madeUpName,
  marksOf,
  networkOf,
  nextId,
} from './docker-state.ts';

const inNetwork = (state: DockerState, { name }: NetworkState) =>
  [...state.containers.values()].filter(({ networks }) => networks.has(name));

/** What makes networks and looks at them. */
export const networkHandlers = (
  state: DockerState,
): DockerHandlers<'create_network' | 'remove_network' | 'list_networks' | 'inspect_network'> => ({
  create_network: async ({ name = madeUpName(state, {}), driver, internal, subnet, labels }, ctx) => {
    if ([...state.networks.values()].some((network) => network.name === name))
      throw conflict(`there is a network named ${name} already`);
    const made: NetworkState = {
      id: nextId(state),
      name,
      driver,
      scope: 'local',
      internal,
      subnets: [subnet ?? `172.${18 + state.networks.size}.0.0/16`],
      labels: { ...labels, ...marksOf(ctx) },
      createdAt: nowOf(ctx),
    };
    state.networks.set(made.id, made);
    return made;
  },
  remove_network: async ({ network }) => {
    const found = [...state.networks.values()].find(({ id, name }) => id === network || name === network);
    if (found === undefined) return { network, removed: false };
    if (inNetwork(state, found).some(({ status }) => status === 'running'))
      throw new FakeRefusal({ kind: 'forbidden', message: `network ${found.name} has active endpoints` });
    state.networks.delete(found.id);
    return { network, removed: true };
  },
  list_networks: async ({ labels, name, unusedOnly }) => ({
    networks: [...state.networks.values()].filter(
      (network) =>
        hasLabels(network.labels, labels) &&
        (name === undefined || network.name.includes(name)) &&
        (!unusedOnly || inNetwork(state, network).length === 0),
    ),
  }),
  inspect_network: async ({ network: reference }) => {
    const network = networkOf(state, reference);
    const containers = inNetwork(state, network)
      .filter(({ status }) => status === 'running')
      .map(({ id, name, networks }) => {
        const ipv4Address = networks.get(network.name)?.ipv4Address ?? null;
        return { id, name, ipv4Address, macAddress: null };
      });
    return { ...network, gateways: [], ipv6: false, attachable: false, options: {}, containers };
  },
});

/** What puts containers into networks. */
export const endpointHandlers = (state: DockerState): DockerHandlers<'connect_network' | 'disconnect_network'> => ({
  connect_network: async ({ network: reference, container, aliases, ipv4Address }) => {
    const { name } = networkOf(state, reference);
    const { networks } = containerOf(state, container);
    const connected = !networks.has(name);
    if (connected) networks.set(name, { aliases, ipv4Address });
    return { network: reference, container, connected };
  },
  disconnect_network: async ({ network: reference, container }) => {
    const { name } = networkOf(state, reference);
    const { networks } = containerOf(state, container);
    const endpoint = networks.get(name);
    networks.delete(name);
    const { aliases = [], ipv4Address } = endpoint ?? {};
    const address = ipv4Address === undefined ? {} : { ipv4Address };
    return { network: reference, container, disconnected: endpoint !== undefined, aliases: [...aliases], ...address };
  },
});
