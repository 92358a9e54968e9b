import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { filtersFor, wantedLabels } from '../engine/labels.ts';
import { buildLabel } from '../engine/references.ts';
import { buildOf } from './own-image.ts';

const listed = z.object({
  id: z.string().describe('Id.'),
  tags: z.array(z.string()).describe('Names with tag; empty for an image that has none.'),
  digests: z.array(z.string()).describe('Names with digest, for an image that was pulled or pushed.'),
  labels: z.record(z.string(), z.string()).describe('Labels.'),
  sizeBytes: z.int().nonnegative().describe('Size on disk.'),
  createdAt: z.iso.datetime().describe('When it was built.'),
});

/** Lists the images that the engine has. */
export const listImages = defineOperation({
  name: 'list_images',
  summary: 'List images.',
  effect: 'read',
  input: z.object({
    reference: z.string().min(1).optional().describe('Name, with * for any text, such as python:*.'),
    labels: wantedLabels,
    builtBy: z
      .string()
      .min(1)
      .optional()
      .describe('Only what the call of that id built itself, not what others have built upon it.'),
    unnamedOnly: z.boolean().default(false).describe('Whether to list only those that have no name any more.'),
  }),
  output: z.object({ images: z.array(listed) }),
});

/** Performs `list_images`. */
export const handleListImages =
  (engine: Engine): Handler<typeof listImages> =>
  ({ reference, labels, builtBy, unnamedOnly }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const filters = {
        ...filtersFor({ ...labels, ...(builtBy === undefined ? {} : { [buildLabel]: builtBy }) }),
        ...(reference === undefined ? {} : { reference: [reference] }),
        ...(unnamedOnly ? { dangling: ['true'] } : {}),
      };
      const found = await docker.listImages({ filters: JSON.stringify(filters), abortSignal });
      const wanted: typeof found = [];
      for (const image of found)
        if (builtBy === undefined || (await buildOf(docker, image, abortSignal)) === builtBy) wanted.push(image);
      return {
        images: wanted.map((image) => ({
          id: image.Id,
          // Engines write these where there is no name.
          tags: (image.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
          digests: (image.RepoDigests ?? []).filter((digest) => digest !== '<none>@<none>'),
          // Null where there are none.
          labels: (image.Labels as Record<string, string> | null) ?? {},
          sizeBytes: image.Size,
          createdAt: new Date(image.Created * 1000).toISOString(),
        })),
      };
    });
