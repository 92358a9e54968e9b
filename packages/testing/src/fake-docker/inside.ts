import { conflict } from '../fake/fake-refusal.ts';
import { type ContainerState, type DockerHandlers, type DockerState, containerOf } from './docker-state.ts';

const runningOf = (state: DockerState, reference: string): ContainerState => {
  const container = containerOf(state, reference);
  if (container.status !== 'running') throw conflict(`Container ${container.id} is not running`);
  return container;
};

/** What is done inside a container that runs. */
export const insideHandlers = (state: DockerState): DockerHandlers<'exec' | 'stats'> => ({
  exec: async (input, ctx) => {
    runningOf(state, input.container);
    const { exitCode = 0, stdout = '', stderr = '' } = state.exec(input);
    if (stdout !== '') await ctx.tell({ stream: 'stdout', text: stdout });
    if (stderr !== '') await ctx.tell({ stream: 'stderr', text: stderr });
    const cut = (text: string): string => Buffer.from(text).subarray(0, input.maxOutputBytes).toString();
    const truncated = Math.max(Buffer.byteLength(stdout), Buffer.byteLength(stderr)) > input.maxOutputBytes;
    return { exitCode, stdout: cut(stdout), stderr: cut(stderr), truncated, durationMs: 0 };
  },
  stats: async ({ container }) => ({
    container,
    cpuPercent: 0,
    memoryBytes: runningOf(state, container).status === 'running' ? 1_048_576 : 0,
    memoryLimitBytes: 1_073_741_824,
    networkReceivedBytes: 0,
    networkSentBytes: 0,
    blockReadBytes: 0,
    blockWrittenBytes: 0,
    pids: 1,
  }),
});
