import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from './engine.ts';

const listed = z.object({
  id: z.string().describe('Id.'),
  tags: z.array(z.string()).describe('Names with tag; empty for an image that has none.'),
  sizeBytes: z.int().nonnegative().describe('Size on disk.'),
  createdAt: z.iso.datetime().describe('When it was built.'),
});

/** Lists the images that the engine has. */
export const listImages = defineOperation({
  name: 'list_images',
  summary: 'List images.',
  effect: 'read',
  input: z.object({ reference: z.string().min(1).optional().describe('Name, with * for any text, such as python:*.') }),
  output: z.object({ images: z.array(listed) }),
});

/** Performs `list_images`. */
export const handleListImages =
  (engine: Engine): Handler<typeof listImages> =>
  ({ reference }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const filters = reference === undefined ? {} : { filters: JSON.stringify({ reference: [reference] }) };
      const found = await docker.listImages({ ...filters, abortSignal });
      return {
        images: found.map((image) => ({
          id: image.Id,
          // Engines write this one where there is no name.
          tags: (image.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
          sizeBytes: image.Size,
          createdAt: new Date(image.Created * 1000).toISOString(),
        })),
      };
    });
