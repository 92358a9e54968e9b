import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { containerState } from './container-state.ts';
import type { Engine } from '../engine/engine.ts';
import { filtersFor, wantedLabels } from '../engine/labels.ts';
import { imageReference, networkReference, newName } from '../engine/references.ts';

const listed = z.object({
  id: z.string().describe('Full id.'),
  name: z.string().describe('Name.'),
  state: containerState,
  status: z.string().describe('The state in words, such as "Up 2 minutes".'),
  image: z.string().describe('The image as it was named.'),
  imageId: z.string().describe('Id of the image.'),
  command: z.string().describe('The command, as one text.'),
  networks: z.array(z.string()).describe('Names of the networks that it is connected to.'),
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
    states: z.array(containerState).default([]).describe('Only those that are doing one of these.'),
    labels: wantedLabels,
    image: imageReference.optional().describe('Only those of this image, and of images made from it.'),
    network: networkReference.optional().describe('Only those that are connected to this network.'),
    volume: newName.optional().describe('Only those that have this volume.'),
    limit: z.int().positive().optional().describe('Only so many, the newest.'),
  }),
  output: z.object({ containers: z.array(listed) }),
});

/** Performs `list_containers`. */
export const handleListContainers =
  (engine: Engine): Handler<typeof listContainers> =>
  ({ all, states, labels, image, network, volume, limit }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const filters = {
        ...filtersFor(labels),
        ...(states.length === 0 ? {} : { status: states }),
        ...(image === undefined ? {} : { ancestor: [image] }),
        ...(network === undefined ? {} : { network: [network] }),
        ...(volume === undefined ? {} : { volume: [volume] }),
      };
      // Asking for a number of them makes the engine list all; without `all`, those that run are what is counted.
      const asked = { all: all || states.length > 0, filters, abortSignal };
      const found = await docker.listContainers(asked);
      return {
        containers: found.slice(0, limit).map((container) => ({
          id: container.Id,
          name: container.Names[0]?.replace(/^\//, '') ?? '',
          // The output schema checks that it is one of the states known here.
          state: container.State as z.input<typeof containerState>,
          status: container.Status,
          image: container.Image,
          imageId: container.ImageID,
          command: container.Command,
          networks: Object.keys(container.NetworkSettings.Networks),
          labels: container.Labels,
          createdAt: new Date(container.Created * 1000).toISOString(),
        })),
      };
    });
