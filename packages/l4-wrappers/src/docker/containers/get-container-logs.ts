import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { openLogs } from './container-logs.ts';
import { collect, createOutputCollector, outputPart } from './container-output.ts';
import { type Engine, noLimit } from '../engine/engine.ts';
import { containerReference } from '../engine/references.ts';

const moment = z.iso.datetime({ offset: true });

/** Gives what a container has printed so far, or until it ends; tells it piece by piece. */
export const getContainerLogs = defineOperation({
  name: 'get_container_logs',
  summary: 'Get the output of a container.',
  effect: 'read',
  input: z.object({
    container: containerReference,
    follow: z.boolean().default(false).describe('Whether to go on until the container ends.'),
    since: moment.optional().describe('Only what was printed from then on.'),
    until: moment.optional().describe('Only what was printed before then.'),
    tailLines: z.int().positive().optional().describe('Only so many lines from the end; absent: all.'),
    timestamps: z.boolean().default(false).describe('Whether each line begins with its time.'),
    maxOutputBytes: z.int().positive().default(1_048_576).describe('How much of each of stdout and stderr is kept.'),
  }),
  output: z.object({
    stdout: z.string().describe('What it printed; everything when it has a terminal.'),
    stderr: z.string().describe('What it printed as errors.'),
    truncated: z.boolean().describe('Whether something was left out.'),
  }),
  part: outputPart,
});

/** The engine takes seconds since the epoch, with a fraction. */
const inSeconds = (time: string): string => (Date.parse(time) / 1000).toFixed(3);

/** Performs `get_container_logs`. However long the log is, no more of it than what is kept is in memory. */
export const handleGetContainerLogs =
  (engine: Engine): Handler<typeof getContainerLogs> =>
  ({ container, follow, since, until, tailLines, timestamps, maxOutputBytes }, ctx) =>
    engine.ask(
      ctx,
      async (docker, abortSignal) => {
        const { Id, Config } = await docker.getContainer(container).inspect({ abortSignal });
        const query = {
          follow,
          timestamps,
          ...(tailLines === undefined ? {} : { tail: tailLines }),
          ...(since === undefined ? {} : { since: inSeconds(since) }),
          ...(until === undefined ? {} : { until: inSeconds(until) }),
        };
        const collector = createOutputCollector(maxOutputBytes, { framed: !Config.Tty });
        const printed = await openLogs(docker, Id, query, abortSignal);
        await collect(printed, collector, abortSignal, ctx.isHeard ? ctx.tell : undefined);
        return collector.output();
      },
      follow ? noLimit : undefined,
    );
