import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { containerState } from './container-state.ts';
import type { Engine } from './engine.ts';

const listed = z.object({
  id: z.string().describe('Full id.'),
  name: z.string().describe('Name.'),
  state: containerState,
  status: z.string().describe('The state in words, such as "Up 2 minutes".'),
  image: z.string().describe('The image as it was named.'),
  labels: z.record(z.string(), z.string()).describe('Labels.'),
  createdAt: z.iso.datetime().describe('When it was made.'),
});

/** Lists containers, the newest first. */
export const listContainers = defineOperation({
  name: 'list_containers',
  summary: 'List containers.',
  effect: 'read',
  input: z.object({
    all: z.boolean().default(false).describe('Whether to list those that are not running as well.'),
    labels: z.record(z.string().min(1), z.string()).default({}).describe('Labels that a container must have.'),
  }),
  output: z.object({ containers: z.array(listed) }),
});

/** Performs `list_containers`. */
export const handleListContainers =
  (engine: Engine): Handler<typeof listContainers> =>
  ({ all, labels }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const filters = { label: Object.entries(labels).map(([name, value]) => `${name}=${value}`) };
      const found = await docker.listContainers({ all, filters, abortSignal });
      return {
        containers: found.map((container) => ({
          id: container.Id,
          name: container.Names[0]?.replace(/^\//, '') ?? '',
          // The output schema checks that it is one of the states known here.
          state: container.State as z.input<typeof containerState>,
          status: container.Status,
          image: container.Image,
          labels: container.Labels,
          createdAt: new Date(container.Created * 1000).toISOString(),
        })),
      };
    });
