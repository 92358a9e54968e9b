import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { idOfImage, lookAtImage } from './image-inspection.ts';
import { fullName, splitName } from './image-name.ts';
import { imageReference, imageTag } from '../engine/references.ts';

/** Gives an image a further name; another image that has the name loses it. */
export const tagImage = defineOperation({
  name: 'tag_image',
  summary: 'Give an image a further name.',
  effect: 'write',
  idempotent: true,
  input: z.object({ image: imageReference, tag: imageTag }),
  output: z.object({
    tag: z.string().describe('The name, with its tag.'),
    imageId: z.string().describe('Id of the image.'),
    before: z.string().nullable().describe('The image that had the name before; null when there was none.'),
  }),
  undo: {
    operation: 'restore_tags',
    request: (_input, { tag, imageId, before }) =>
      before === imageId ? undefined : { imageId, isNew: false, tags: [{ tag, imageId: before }] },
  },
});

/** Performs `tag_image`. */
export const handleTagImage =
  (engine: Engine): Handler<typeof tagImage> =>
  ({ image, tag }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const { Id: imageId } = await lookAtImage(docker, image, abortSignal);
      const { before } = await ctx.beforeAndNow(() => idOfImage(docker, tag, abortSignal));
      await docker.getImage(image).tag({ ...splitName(tag), abortSignal });
      return { tag: fullName(tag), imageId, before };
    });
