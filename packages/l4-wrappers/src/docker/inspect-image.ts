import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from './engine.ts';
import { lookAtImage } from './image-inspection.ts';
import { imageReference } from './references.ts';

/** Tells whether the engine has an image, and what it is: `not_found` when it has to be pulled first. */
export const inspectImage = defineOperation({
  name: 'inspect_image',
  summary: 'Show one image.',
  effect: 'read',
  input: z.object({ image: imageReference }),
  output: z.object({
    id: z.string().describe('Id.'),
    tags: z.array(z.string()).describe('Names with tag.'),
    sizeBytes: z.int().nonnegative().describe('Size on disk.'),
    architecture: z.string().describe('Processor architecture, such as amd64.'),
    os: z.string().describe('Operating system.'),
  }),
});

/** Performs `inspect_image`. */
export const handleInspectImage =
  (engine: Engine): Handler<typeof inspectImage> =>
  ({ image }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const found = await lookAtImage(docker, image, abortSignal);
      const { Id: id, RepoTags: tags, Size: sizeBytes, Architecture: architecture, Os: os } = found;
      return { id, tags, sizeBytes, architecture, os };
    });
