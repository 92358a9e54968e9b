import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { containerState } from './container-state.ts';
import type { Engine } from './engine.ts';
import { containerReference } from './references.ts';

/** Tells what a container is, and how it is doing. */
export const inspectContainer = defineOperation({
  name: 'inspect_container',
  summary: 'Show one container.',
  effect: 'read',
  input: z.object({ container: containerReference }),
  output: z.object({
    id: z.string().describe('Full id.'),
    name: z.string().describe('Name.'),
    state: containerState,
    exitCode: z.int().nullable().describe('What its command returned; null while it has not ended.'),
    outOfMemory: z.boolean().describe('Whether it was killed for lack of memory.'),
    image: z.string().describe('The image as it was named.'),
    labels: z.record(z.string(), z.string()).describe('Labels.'),
    createdAt: z.iso.datetime().describe('When it was made.'),
  }),
});

/** Performs `inspect_container`. */
export const handleInspectContainer =
  (engine: Engine): Handler<typeof inspectContainer> =>
  ({ container }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const { Id, Name, State, Config, Created } = await docker.getContainer(container).inspect({ abortSignal });
      const hasEnded = State.Status === 'exited' || State.Status === 'dead';
      return {
        id: Id,
        name: Name.replace(/^\//, ''),
        // The output schema checks that it is one of the states known here.
        state: State.Status as z.input<typeof containerState>,
        exitCode: hasEnded ? State.ExitCode : null,
        outOfMemory: State.OOMKilled,
        image: Config.Image,
        labels: Config.Labels,
        createdAt: new Date(Created).toISOString(),
      };
    });
