import type { HandlerContext } from '@strata/core';
import { FakeRefusal, conflict, misfit } from '../fake/fake-refusal.ts';
import {
  type ContainerState,
  type DockerHandlers,
  type DockerState,
  type RunInput,
  containerOf,
  findContainer,
  imageOf,
  madeUpName,
  marksOf,
  networkOf,
  nextId,
} from './docker-state.ts';

const nowOf = ({ clock }: Pick<HandlerContext, 'clock'>): string => new Date(clock.now()).toISOString();

const portsOf = ({ input }: ContainerState) =>
  input.publish.map(({ containerPort, protocol, hostIp, hostPort = 32_768 + (containerPort % 1000) }) => ({
    containerPort,
    protocol,
    hostIp,
    hostPort,
  }));

const kept = (text: string, maxBytes: number): string => Buffer.from(text).subarray(0, maxBytes).toString();

const namesOf = ({ id, name }: ContainerState) => ({ containerId: id, name });

const runningOf = (container: ContainerState) => ({
  ...namesOf(container),
  status: 'running' as const,
  ports: portsOf(container),
});

const exitedOf = (container: ContainerState, maxBytes: number, removed: boolean) => {
  const { exitCode, outOfMemory, stdout, stderr, startedAt, finishedAt } = container;
  return {
    ...namesOf(container),
    status: 'exited' as const,
    exitCode,
    outOfMemory,
    stdout: kept(stdout, maxBytes),
    stderr: kept(stderr, maxBytes),
    truncated: Math.max(Buffer.byteLength(stdout), Buffer.byteLength(stderr)) > maxBytes,
    durationMs: Math.max(0, Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt)),
    removed,
  };
};

/** What there is of a container that somebody looks for. */
const outcomeOf = (container: ContainerState, maxBytes: number) => {
  const { status } = container;
  if (status === 'created') return { ...namesOf(container), status };
  return status === 'running' ? runningOf(container) : exitedOf(container, maxBytes, false);
};

const make = (state: DockerState, input: RunInput, ctx: HandlerContext): ContainerState => {
  const image = imageOf(state, input.image);
  const name = input.name ?? madeUpName(state, ctx);
  if (findContainer(state, name)?.name === name)
    throw conflict(`Conflict. The container name "/${name}" is already in use`);
  const at = nowOf(ctx);
  const joined = [
    { network: input.network, aliases: input.aliases, ipv4Address: input.ipv4Address },
    ...input.networks,
  ];
  const container: ContainerState = {
    id: nextId(state),
    name,
    input,
    imageId: image.id,
    labels: { ...image.labels, ...input.labels, ...marksOf(ctx) },
    status: 'running',
    exitCode: 0,
    outOfMemory: false,
    stdout: '',
    stderr: '',
    health: input.healthcheck === undefined || input.healthcheck.command.length === 0 ? null : 'healthy',
    createdAt: at,
    startedAt: at,
    finishedAt: null,
    networks: new Map(joined.map(({ network, ...endpoint }) => [networkOf(state, network).name, endpoint])),
  };
  state.containers.set(container.id, container);
  return container;
};

const end = (container: ContainerState, exitCode: number, at: string): void => {
  container.status = 'exited';
  container.exitCode = exitCode;
  container.finishedAt = at;
};

/** What runs containers and finds them again. */
export const runHandlers = (state: DockerState): DockerHandlers<'run_container' | 'find_run'> => ({
  run_container: async (input, ctx) => {
    if (input.detached && input.remove === true)
      throw misfit('remove', 'a detached container stays until it is removed');
    if (input.detached && input.timeoutMs !== undefined)
      throw misfit('timeoutMs', 'nobody waits for a detached container');
    const container = make(state, input, ctx);
    if (input.detached) return runningOf(container);
    const { exitCode = 0, outOfMemory = false, stdout = '', stderr = '' } = state.run(input);
    if (stdout !== '') await ctx.tell({ stream: 'stdout', text: stdout });
    if (stderr !== '') await ctx.tell({ stream: 'stderr', text: stderr });
    Object.assign(container, { outOfMemory, stdout, stderr });
    end(container, exitCode, nowOf(ctx));
    const removed = input.remove !== false;
    if (removed) state.containers.delete(container.id);
    return exitedOf(container, input.maxOutputBytes, removed);
  },
  find_run: async ({ callId, maxOutputBytes }) => {
    const found = [...state.containers.values()].find(({ labels }) => labels['strata.call'] === callId);
    return { run: found === undefined ? null : outcomeOf(found, maxOutputBytes) };
  },
});

/** What starts, stops and removes containers. */
export const lifeHandlers = (
  state: DockerState,
): DockerHandlers<'start_container' | 'stop_container' | 'restart_container' | 'remove_container'> => ({
  start_container: async ({ container }, ctx) => {
    const found = containerOf(state, container);
    const started = found.status !== 'running';
    if (started) Object.assign(found, { status: 'running', startedAt: nowOf(ctx), finishedAt: null });
    return { container, started };
  },
  stop_container: async ({ container }, ctx) => {
    const found = containerOf(state, container);
    const stopped = found.status === 'running';
    if (stopped) end(found, 137, nowOf(ctx));
    return { container, stopped };
  },
  restart_container: async ({ container }, ctx) => {
    const found = containerOf(state, container);
    Object.assign(found, { status: 'running', startedAt: nowOf(ctx), finishedAt: null });
    return { container, startedAt: found.startedAt };
  },
  remove_container: async ({ container, force }) => {
    const found = findContainer(state, container);
    if (found === undefined) return { container, removed: false };
    if (found.status === 'running' && !force)
      throw conflict(`You cannot remove a running container ${found.id}. Stop the container before attempting removal`);
    state.containers.delete(found.id);
    return { container, removed: true };
  },
});

/** A container that will not become healthy. */
export const notHealthy = ({ name, status, health, exitCode }: ContainerState): FakeRefusal => {
  const said = status === 'running' ? (health ?? status) : status;
  const details = { status: said, exitCode: status === 'running' ? null : exitCode, check: null };
  return new FakeRefusal({ kind: 'refused', message: `the container ${name} is ${said}`, details });
};

export { nowOf, portsOf };
