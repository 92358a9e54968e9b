import { createContext, systemClock } from '@strata/core';
import { busyboxImage } from '@strata/testing';
import { expect, test } from 'vitest';
import { containing, dataOf, describeWithEngine, locate, openDocker, undo } from '../docker.fixture.ts';

const freshName = (): string => `strata-test-${systemClock.id()}`;

const open = async () => {
  const opened = openDocker();
  const { docker, ctx, labels } = opened;
  const network = dataOf(await docker.execute({ operation: 'create_network', labels }, ctx));
  const start = async (fields: object = {}) => {
    const request = { image: await busyboxImage(), command: ['sleep', '60'], labels, detached: true, ...fields };
    return dataOf(await docker.execute({ operation: 'run_container', ...request }, ctx)).containerId;
  };
  return { ...opened, network, start };
};

describeWithEngine('networks on a real engine', () => {
  test('S48: a network is made, listed, shown, and its undo removes it', async () => {
    const { docker, ctx, labels } = openDocker();
    const request = {
      operation: 'create_network' as const,
      name: freshName(),
      internal: true,
      subnet: '10.213.77.0/24',
      gateway: '10.213.77.1',
      labels,
    };
    const made = dataOf(await docker.execute(request, ctx));
    const listed = dataOf(await docker.execute({ operation: 'list_networks', name: request.name }, ctx)).networks;
    expect(listed).toMatchObject([{ ...made, internal: true, subnets: ['10.213.77.0/24'], labels: { strata: '1' } }]);
    const shown = dataOf(await docker.execute({ operation: 'inspect_network', network: made.id }, ctx));
    expect(shown).toMatchObject({ ...listed[0], gateways: ['10.213.77.1'], containers: [] });
    expect(await docker.execute({ ...request, name: freshName() }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'conflict', message: containing('overlaps') },
    });
    expect(await undo(docker, request, made)).toBe(true);
    expect(await docker.execute({ operation: 'inspect_network', network: made.id }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'not_found' },
    });
  });

  test('S48, F16: a name that is taken is a conflict, but for the very call that took it', async () => {
    const { docker, labels } = openDocker();
    const request = { operation: 'create_network' as const, name: freshName(), labels };
    const ctx = createContext({ callId: systemClock.id() });
    const made = dataOf(await docker.execute(request, ctx));
    expect(await docker.execute(request, createContext())).toMatchObject({
      success: false,
      error: { kind: 'conflict', message: containing(request.name) },
    });
    expect(dataOf(await docker.execute(request, ctx))).toEqual(made);
    expect(await locate(docker, request, ctx.callId ?? '')).toEqual(made);
    expect(await locate(docker, request, systemClock.id())).toBeUndefined();
    expect(dataOf(await docker.execute({ operation: 'list_networks', labels }, ctx)).networks).toHaveLength(1);
  });

  test('S48: a gateway without its range is refused before anything is sent', async () => {
    const { docker, ctx } = openDocker();
    expect(await docker.execute({ operation: 'create_network', gateway: '10.1.0.1' }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'invalid_input', message: containing('subnet') },
    });
  });

  test('A18: a container joins every network that it was asked to, by every name', async () => {
    const { docker, ctx, labels, network, start } = await open();
    const other = dataOf(await docker.execute({ operation: 'create_network', labels }, ctx));
    const container = await start({
      network: network.name,
      aliases: ['first'],
      networks: [{ network: other.name, aliases: ['second'] }],
    });
    const { networks } = dataOf(await docker.execute({ operation: 'inspect_container', container }, ctx));
    const seen = networks.map(({ name, aliases }) => [name, aliases.filter((alias) => !container.startsWith(alias))]);
    expect(new Map(seen as [string, string[]][])).toEqual(
      new Map([
        [network.name, ['first']],
        [other.name, ['second']],
      ]),
    );
    const command = ['sh', '-c', 'getent hosts second || nslookup second || ping -c 1 second'];
    const asker = { operation: 'run_container' as const, image: await busyboxImage(), command, labels };
    expect(dataOf(await docker.execute({ ...asker, network: other.name }, ctx))).toMatchObject({ exitCode: 0 });
    const inNetwork = dataOf(await docker.execute({ operation: 'inspect_network', network: network.id }, ctx));
    expect(inNetwork.containers).toMatchObject([{ id: container, ipv4Address: containing('.') }]);
    expect(await docker.execute({ operation: 'remove_network', network: network.id }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'conflict', message: containing('active endpoints') },
    });
  });

  test('A18: a container one of whose networks is not there is not left behind', async () => {
    const { docker, ctx, labels, list } = openDocker();
    const networks = [{ network: 'no-such-network' }];
    const request = { image: await busyboxImage(), command: ['sleep', '60'], labels, detached: true, networks };
    expect(await docker.execute({ operation: 'run_container', ...request }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'not_found', message: containing('no-such-network') },
    });
    expect(await list()).toEqual([]);
  });

  test('S48: connecting is undone by disconnecting, and that by connecting with the same names and address', async () => {
    const { docker, labels, start } = await open();
    const ctx = createContext({ callId: systemClock.id() });
    const container = await start();
    const range = { subnet: '10.213.78.0/24', gateway: '10.213.78.1' };
    const made = dataOf(await docker.execute({ operation: 'create_network', labels, ...range }, createContext()));
    const request = {
      operation: 'connect_network' as const,
      network: made.name,
      container,
      aliases: ['db'],
      ipv4Address: '10.213.78.9',
    };
    const networkOf = async () => {
      const shown = dataOf(await docker.execute({ operation: 'inspect_container', container }, ctx));
      return shown.networks.find(({ name }) => name === made.name);
    };
    const connected = dataOf(await docker.execute(request, ctx));
    expect(connected).toMatchObject({ connected: true });
    expect(await networkOf()).toMatchObject({ ipv4Address: '10.213.78.9', aliases: containingAll(['db']) });
    // The same call once more, its first answer lost, still knows the connection for its own; another call does not.
    expect(dataOf(await docker.execute(request, ctx))).toMatchObject({ connected: true });
    expect(dataOf(await docker.execute(request, createContext()))).toMatchObject({ connected: false });

    const disconnect = { operation: 'disconnect_network' as const, network: made.id, container };
    const gone = dataOf(await docker.execute(disconnect, createContext()));
    expect(gone).toMatchObject({ disconnected: true, aliases: ['db'], ipv4Address: '10.213.78.9' });
    expect(await networkOf()).toBeUndefined();
    expect(await undo(docker, disconnect, gone)).toBe(true);
    expect(await networkOf()).toMatchObject({ ipv4Address: '10.213.78.9', aliases: containingAll(['db']) });
    expect(await undo(docker, request, connected)).toBe(true);
    expect(await networkOf()).toBeUndefined();
    const again = dataOf(await docker.execute(disconnect, createContext()));
    expect(again).toMatchObject({ disconnected: false });
    expect(await undo(docker, disconnect, again)).toBe(false);
  });

  test.each(['connect_network', 'disconnect_network'] as const)(
    'S48: %s of what is not there is not_found',
    async (operation) => {
      const { docker, ctx, network } = await open();
      const answer = await docker.execute({ operation, network: network.id, container: 'no-such-container' }, ctx);
      expect(answer).toMatchObject({ success: false, error: { kind: 'not_found' } });
    },
  );

  test('a network whose name another network has at the beginning of its id is still itself', async () => {
    const { docker, labels, network, start } = await open();
    const container = await start({ network: network.name });
    const name = network.id.slice(0, 8);
    dataOf(await docker.execute({ operation: 'create_network', name, labels }, createContext()));
    const request = { network: name, container };
    expect(
      dataOf(await docker.execute({ operation: 'disconnect_network', ...request }, createContext())),
    ).toMatchObject({
      disconnected: false,
    });
    expect(dataOf(await docker.execute({ operation: 'connect_network', ...request }, createContext()))).toMatchObject({
      connected: true,
    });
  });
});

const containingAll = (parts: readonly string[]): unknown => expect.arrayContaining([...parts]);
