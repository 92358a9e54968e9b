import { FakeRefusal } from '../fake/fake-refusal.ts';
import { wait } from '../fake/wait.ts';
import { notHealthy, portsOf } from './containers.ts';
import { type ContainerState, type DockerHandlers, type DockerState, containerOf, hasLabels } from './docker-state.ts';

const statusOf = ({ status, exitCode }: ContainerState): string => {
  if (status === 'running') return 'Up Less than a second';
  return status === 'created' ? 'Created' : `Exited (${exitCode}) Less than a second ago`;
};

const show = (container: ContainerState) => ({
  id: container.id,
  name: container.name,
  state: container.status,
  status: statusOf(container),
  image: container.input.image,
  imageId: container.imageId,
  command: container.input.command.join(' '),
  labels: container.labels,
  ports: container.status === 'running' ? portsOf(container) : [],
  networks: [...container.networks.keys()],
  volumes: container.input.volumes.map(({ name }) => name),
  health: container.health,
  createdAt: container.createdAt.replace(/\.\d+Z$/, '.000Z'),
});

const inspect = (container: ContainerState) => {
  const { input } = container;
  return {
    ...show(container),
    exitCode: container.status === 'exited' ? container.exitCode : null,
    error: null,
    outOfMemory: container.outOfMemory,
    restarts: 0,
    command: input.command,
    user: input.user ?? '',
    workdir: input.workdir ?? '',
    networks: [...container.networks].map(([name, { aliases, ipv4Address }]) => ({
      name,
      ipv4Address: ipv4Address ?? null,
      aliases: [...aliases],
    })),
    mounts: [
      ...input.mounts.map(({ source, target, readOnly }) => ({ type: 'bind', source, target, readOnly })),
      ...input.volumes.map(({ name, target, readOnly }) => ({ type: 'volume', source: name, target, readOnly })),
    ],
    memoryBytes: input.memoryBytes ?? null,
    cpus: input.cpus ?? null,
    pidsLimit: input.pidsLimit ?? null,
    privileged: input.privileged,
    createdAt: container.createdAt,
    startedAt: container.status === 'created' ? null : container.startedAt,
    finishedAt: container.finishedAt,
  };
};

/** What only looks at containers. */
export const containerReadHandlers = (
  state: DockerState,
): DockerHandlers<'list_containers' | 'inspect_container' | 'get_container_logs' | 'wait_for_health'> => ({
  list_containers: async ({ all, states, labels, image, network, volume, limit = Infinity }) => {
    const found = [...state.containers.values()]
      .toReversed()
      .filter(
        (container) =>
          (states.length === 0 ? all || container.status === 'running' : states.includes(container.status)) &&
          hasLabels(container.labels, labels) &&
          (image === undefined || container.input.image === image) &&
          (network === undefined || container.networks.has(network)) &&
          (volume === undefined || container.input.volumes.some(({ name }) => name === volume)),
      );
    return { containers: found.slice(0, limit).map(show) };
  },
  inspect_container: async ({ container }) => inspect(containerOf(state, container)),
  get_container_logs: async ({ container, tailLines, maxOutputBytes }, ctx) => {
    const { stdout, stderr } = containerOf(state, container);
    const tail = (text: string): string =>
      tailLines === undefined ? text : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).slice(-tailLines).join('');
    const cut = (text: string): string => Buffer.from(tail(text)).subarray(0, maxOutputBytes).toString();
    if (stdout !== '') await ctx.tell({ stream: 'stdout', text: cut(stdout) });
    if (stderr !== '') await ctx.tell({ stream: 'stderr', text: cut(stderr) });
    const truncated = Math.max(Buffer.byteLength(tail(stdout)), Buffer.byteLength(tail(stderr))) > maxOutputBytes;
    return { stdout: cut(stdout), stderr: cut(stderr), truncated };
  },
  wait_for_health: async ({ container: reference, timeoutMs, everyMs }, ctx) => {
    for (let waitedMs = 0; ; waitedMs += everyMs) {
      const container = containerOf(state, reference);
      if (container.status === 'exited' || container.health === 'unhealthy') throw notHealthy(container);
      const status = container.health === null ? 'running' : 'healthy';
      if (container.status === 'running' && container.health !== 'starting')
        return { container: reference, status, waitedMs };
      if (waitedMs >= timeoutMs) {
        const message = `the container ${reference} was not healthy after ${timeoutMs} ms`;
        throw new FakeRefusal({ kind: 'timed_out', message, limitMs: timeoutMs, mayHaveHappened: false });
      }
      await wait(ctx, everyMs);
    }
  },
});
