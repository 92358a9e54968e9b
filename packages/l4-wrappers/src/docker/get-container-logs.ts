import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { createOutputCollector } from './container-output.ts';
import type { Engine } from './engine.ts';
import { containerReference } from './references.ts';

/** Gives what a container has printed so far. */
export const getContainerLogs = defineOperation({
  name: 'get_container_logs',
  summary: 'Get the output of a container.',
  effect: 'read',
  input: z.object({
    container: containerReference,
    tailLines: z.int().positive().optional().describe('Only so many lines from the end; absent: all.'),
    timestamps: z.boolean().default(false).describe('Whether each line begins with its time.'),
    maxOutputBytes: z.int().positive().default(1_048_576).describe('How much of each of stdout and stderr is kept.'),
  }),
  output: z.object({
    stdout: z.string().describe('What it printed; everything when it has a terminal.'),
    stderr: z.string().describe('What it printed as errors.'),
    truncated: z.boolean().describe('Whether something was left out.'),
  }),
});

/** Performs `get_container_logs`. */
export const handleGetContainerLogs =
  (engine: Engine): Handler<typeof getContainerLogs> =>
  ({ container: reference, tailLines, timestamps, maxOutputBytes }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const container = docker.getContainer(reference);
      const { Config } = await container.inspect({ abortSignal });
      const tail = tailLines === undefined ? {} : { tail: tailLines };
      const printed = await container.logs({
        stdout: true,
        stderr: true,
        follow: false,
        timestamps,
        abortSignal,
        ...tail,
      });
      const collector = createOutputCollector(maxOutputBytes, { framed: !Config.Tty });
      collector.add(printed);
      return collector.output();
    });
