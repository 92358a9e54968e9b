import { expect } from 'vitest';
import { act } from '../act.ts';
import {
  type DockerContract,
  type DockerWorld,
  dockerScript,
  observeDocker as observe,
  startSleeper,
} from './docker-world.ts';

const stopped = async (world: DockerWorld): Promise<string> => {
  const container = await startSleeper(world);
  await act(world, { operation: 'stop_container', container, graceSeconds: 0 });
  return container;
};

const runEnded = async (world: DockerWorld): Promise<string> => {
  const name = `${world.prefix}-ended`;
  const command = ['sh', '-c', dockerScript];
  const once = { remove: false, network: 'none' } as const;
  await act(world, { operation: 'run_container', image: world.image, command, name, ...once });
  return name;
};

/** What looks at containers. */
export const dockerContainerReads: DockerContract<
  'list_containers' | 'stats' | 'inspect_container' | 'get_container_logs' | 'wait_for_health' | 'find_run'
> = {
  list_containers: {
    arrange: async (world) => {
      await startSleeper(world);
      await runEnded(world);
      return { operation: 'list_containers', labels: { contract: world.prefix } };
    },
    check: ({ containers }, { prefix, image }) =>
      expect(containers).toMatchObject([{ name: `${prefix}-sleeper`, state: 'running', image }]),
  },
  stats: {
    arrange: async (world) => ({ operation: 'stats', container: await startSleeper(world) }),
    check: ({ pids, memoryBytes, memoryLimitBytes }) => {
      expect(pids).toBeGreaterThan(0);
      expect(memoryBytes).toBeLessThan(memoryLimitBytes);
    },
  },
  inspect_container: {
    arrange: async (world) => ({ operation: 'inspect_container', container: await runEnded(world) }),
    check: (output, { image }) =>
      expect(output).toMatchObject({
        state: 'exited',
        exitCode: 3,
        image,
        command: ['sh', '-c', dockerScript],
        health: null,
      }),
  },
  get_container_logs: {
    arrange: async (world) => ({ operation: 'get_container_logs', container: await runEnded(world) }),
    check: (output) => expect(output).toEqual({ stdout: 'out\n', stderr: 'err\n', truncated: false }),
  },
  wait_for_health: {
    arrange: async (world) => ({ operation: 'wait_for_health', container: await startSleeper(world) }),
    check: (output) => expect(output).toMatchObject({ status: 'running' }),
  },
  find_run: {
    arrange: () => ({ operation: 'find_run', callId: 'contract/nobody' }),
    check: (output) => expect(output).toEqual({ run: null }),
  },
};

/** What runs containers, and ends them. */
export const dockerContainerWrites: DockerContract<
  'run_container' | 'exec' | 'start_container' | 'stop_container' | 'restart_container' | 'remove_container'
> = {
  run_container: {
    arrange: ({ image, prefix }) => ({
      operation: 'run_container',
      image,
      command: ['sh', '-c', dockerScript],
      name: `${prefix}-run`,
      network: 'none',
      remove: false,
    }),
    check: (output, { prefix }) =>
      expect(output).toMatchObject({
        name: `${prefix}-run`,
        status: 'exited',
        exitCode: 3,
        outOfMemory: false,
        stdout: 'out\n',
        stderr: 'err\n',
        truncated: false,
        removed: false,
      }),
    observe,
    traceless: 'a run that is cut short takes its container away, and the command may have run',
    // It is measured twice, here and by the engine.
    comparable: (output) => ({ ...output, durationMs: 0 }),
  },
  exec: {
    arrange: async (world) => ({
      operation: 'exec',
      container: await startSleeper(world),
      command: ['sh', '-c', dockerScript],
    }),
    check: (output) =>
      expect(output).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n', truncated: false }),
    observe,
    changesNothing: 'what a command does in its container is not seen from outside',
    unrepeatable: 'nobody can know what a command has done, or whether it may be run twice',
  },
  start_container: {
    arrange: async (world) => ({ operation: 'start_container', container: await stopped(world) }),
    check: (output, { prefix }) => expect(output).toEqual({ container: `${prefix}-sleeper`, started: true }),
    observe,
  },
  stop_container: {
    arrange: async (world) => ({ operation: 'stop_container', container: await startSleeper(world), graceSeconds: 0 }),
    check: (output, { prefix }) => expect(output).toEqual({ container: `${prefix}-sleeper`, stopped: true }),
    observe,
  },
  restart_container: {
    arrange: async (world) => ({ operation: 'restart_container', container: await stopped(world), graceSeconds: 0 }),
    check: ({ container }, { prefix }) => expect(container).toBe(`${prefix}-sleeper`),
    observe,
  },
  remove_container: {
    arrange: async (world) => ({ operation: 'remove_container', container: await startSleeper(world), force: true }),
    check: (output, { prefix }) => expect(output).toEqual({ container: `${prefix}-sleeper`, removed: true }),
    observe,
  },
};
