import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { createOutputCollector } from './container-output.ts';
import { containerOutcome } from './container-outcome.ts';
import type { Engine } from './engine.ts';
import { callLabel } from './references.ts';

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
    run: containerOutcome.nullable().describe('The container; null when there is none.'),
  }),
});

/** Performs `find_run`. A container that was made but never started counts as running: it has to be taken away too. */
export const handleFindRun =
  (engine: Engine): Handler<typeof findRun> =>
  (input, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const filters = { label: [`${callLabel}=${input.callId}`] };
      const [first] = await docker.listContainers({ all: true, filters, abortSignal });
      if (first === undefined) return { run: null };
      const container = docker.getContainer(first.Id);
      const { Name, State } = await container.inspect({ abortSignal });
      const found = { containerId: first.Id, name: Name.replace(/^\//, '') };
      if (State.Status !== 'exited') return { run: { ...found, status: 'running' } };
      const collector = createOutputCollector(input.maxOutputBytes);
      collector.add(await container.logs({ stdout: true, stderr: true, follow: false, abortSignal }));
      return {
        run: {
          ...found,
          status: 'exited',
          exitCode: State.ExitCode,
          ...collector.output(),
          durationMs: Math.max(0, Date.parse(State.FinishedAt) - Date.parse(State.StartedAt)),
          removed: false,
        },
      };
    });
