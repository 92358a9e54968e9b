import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { boundPortsOf } from './bound-ports.ts';
import { collect, createOutputCollector } from './container-output.ts';
import { foundContainer } from './container-outcome.ts';
import { openLogs } from './container-logs.ts';
import type { Engine } from '../engine/engine.ts';
import { callLabel } from '../engine/references.ts';

/** Looks for the container that a `run_container` of an earlier process had made. */
export const findRun = defineOperation({
  name: 'find_run',
  summary: 'Find the container that one call of run_container made.',
  effect: 'read',
  input: z.object({
    callId: z.string().min(1).describe('The id of the call.'),
    maxOutputBytes: z.int().positive().default(1_048_576).describe('How much of each of stdout and stderr is kept.'),
  }),
  output: z.object({
    run: foundContainer.nullable().describe('The container; null when there is none.'),
  }),
});

/** Performs `find_run`. A call that was repeated may have made several: what runs or has run is the one that counts. */
export const handleFindRun =
  (engine: Engine): Handler<typeof findRun> =>
  (input, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const filters = { label: [`${callLabel}=${input.callId}`] };
      const listed = await docker.listContainers({ all: true, filters, abortSignal });
      const first = listed.find(({ State }) => State !== 'created') ?? listed[0];
      if (first === undefined) return { run: null };
      const container = docker.getContainer(first.Id);
      const inspected = await container.inspect({ abortSignal });
      const { Name, State, Config } = inspected;
      const found = { containerId: first.Id, name: Name.replace(/^\//, '') };
      if (State.Status === 'created') return { run: { ...found, status: 'created' } };
      if (State.Status !== 'exited') return { run: { ...found, status: 'running', ports: boundPortsOf(inspected) } };
      const collector = createOutputCollector(input.maxOutputBytes, { framed: !Config.Tty });
      await collect(await openLogs(docker, first.Id, {}, abortSignal), collector, abortSignal);
      return {
        run: {
          ...found,
          status: 'exited',
          exitCode: State.ExitCode,
          outOfMemory: State.OOMKilled,
          ...collector.output(),
          durationMs: Math.max(0, Date.parse(State.FinishedAt) - Date.parse(State.StartedAt)),
          removed: false,
        },
      };
    });
