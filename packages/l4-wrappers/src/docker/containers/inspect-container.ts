import { type Handler, defineOperation } from '@strata/core';
import type { ContainerInspectInfo } from 'dockerode';
import { z } from 'zod';
import { boundPortsOf } from './bound-ports.ts';
import { boundPort } from './container-outcome.ts';
import { containerState } from './container-state.ts';
import type { Engine } from '../engine/engine.ts';
import { containerReference } from '../engine/references.ts';

const joined = z.object({
  name: z.string().describe('Name of the network.'),
  ipv4Address: z.string().nullable().describe('Address there; null when it has none.'),
  aliases: z.array(z.string()).describe('Further names there.'),
});

const mounted = z.object({
  type: z.string().describe('bind, volume or tmpfs.'),
  source: z.string().describe('Where it is on the machine, or the name of the volume.'),
  target: z.string().describe('Where the container sees it.'),
  readOnly: z.boolean().describe('Whether the container may only read it.'),
});

/** Tells what a container is, and how it is doing. What stands in its environment is left out: it may be secret. */
export const inspectContainer = defineOperation({
  name: 'inspect_container',
  summary: 'Show one container.',
  effect: 'read',
  input: z.object({ container: containerReference }),
  output: z.object({
    id: z.string().describe('Full id.'),
    name: z.string().describe('Name.'),
    state: containerState,
    health: z.string().nullable().describe('starting, healthy or unhealthy; null without a check.'),
    exitCode: z.int().nullable().describe('What its command returned; null while it has not ended.'),
    error: z.string().nullable().describe('Why it could not be started; null when it could.'),
    outOfMemory: z.boolean().describe('Whether it was killed for lack of memory.'),
    restarts: z.int().nonnegative().describe('How often the engine has started it again.'),
    image: z.string().describe('The image as it was named.'),
    imageId: z.string().describe('Id of the image.'),
    command: z.array(z.string()).describe('Program and arguments.'),
    user: z.string().describe("User that it runs as; empty: the image's own."),
    workdir: z.string().describe('Where its command runs; empty: the root folder.'),
    labels: z.record(z.string(), z.string()).describe('Labels.'),
    ports: z.array(boundPort).describe('Where its published ports are reached.'),
    networks: z.array(joined).describe('The networks that it is connected to.'),
    mounts: z.array(mounted).describe('What it sees of files that are not its own.'),
    memoryBytes: z.int().nonnegative().nullable().describe('Most memory that it may use; null for no limit.'),
    cpus: z.number().nonnegative().nullable().describe('Most processors that it may use; null for no limit.'),
    pidsLimit: z.int().nullable().describe('Most processes and threads that it may have; null for no limit.'),
    privileged: z.boolean().describe('Whether it may do whatever the host may.'),
    createdAt: z.iso.datetime().describe('When it was made.'),
    startedAt: z.iso.datetime().nullable().describe('When it was last started; null when never.'),
    finishedAt: z.iso.datetime().nullable().describe('When it last ended; null when never.'),
  }),
});

/** The engine writes the first day of its calendar for never. */
const momentOf = (time: string): string | null => (time.startsWith('0001-') ? null : new Date(time).toISOString());

/** The engine writes 0, and sometimes null or -1, for no limit. */
const limitOf = (value: number | null | undefined): number | null =>
  value === undefined || value === null || value <= 0 ? null : value;

const lifeOf = ({ State, RestartCount, Created }: ContainerInspectInfo) => ({
  // The output schema checks that it is one of the states known here.
  state: State.Status as z.input<typeof containerState>,
  health: State.Health === undefined || State.Health.Status === 'none' ? null : State.Health.Status,
  exitCode: State.Status === 'exited' || State.Status === 'dead' ? State.ExitCode : null,
  error: State.Error === '' ? null : State.Error,
  outOfMemory: State.OOMKilled,
  restarts: RestartCount,
  createdAt: new Date(Created).toISOString(),
  startedAt: momentOf(State.StartedAt),
  finishedAt: momentOf(State.FinishedAt),
});

const surroundingsOf = ({ NetworkSettings, Mounts, HostConfig }: ContainerInspectInfo) => ({
  networks: Object.entries(NetworkSettings.Networks).map(([name, { IPAddress, Aliases }]) => ({
    name,
    ipv4Address: IPAddress === '' ? null : IPAddress,
    // Null where there are none; dockerode's type is any.
    aliases: (Aliases as string[] | null) ?? [],
  })),
  mounts: Mounts.map(({ Type, Name, Source, Destination, RW }) => ({
    type: Type,
    source: Name ?? Source,
    target: Destination,
    readOnly: !RW,
  })),
  memoryBytes: limitOf(HostConfig.Memory),
  cpus: limitOf((HostConfig.NanoCpus ?? 0) / 1e9),
  pidsLimit: limitOf(HostConfig.PidsLimit),
  privileged: HostConfig.Privileged ?? false,
});

/** Performs `inspect_container`. */
export const handleInspectContainer =
  (engine: Engine): Handler<typeof inspectContainer> =>
  ({ container }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const shown = await docker.getContainer(container).inspect({ abortSignal });
      return {
        id: shown.Id,
        name: shown.Name.replace(/^\//, ''),
        image: shown.Config.Image,
        imageId: shown.Image,
        command: [shown.Path, ...shown.Args],
        user: shown.Config.User,
        workdir: shown.Config.WorkingDir,
        labels: shown.Config.Labels,
        ports: boundPortsOf(shown),
        ...lifeOf(shown),
        ...surroundingsOf(shown),
      };
    });
