import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { statusCodeOf } from '../engine/engine-answer.ts';
import { imageReference } from '../engine/references.ts';
import { parseAnswer } from '../engine/unexpected-answer.ts';

/**
 * Takes a name away, and the image when that was its last one. An image that a container has, or that is asked for by its
 * id and has several names, is refused as a `conflict`.
 */
export const removeImage = defineOperation({
  name: 'remove_image',
  summary: 'Remove an image.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'an image can be pulled again only when a registry has it still, under the same name',
  input: z.object({
    image: imageReference,
    force: z.boolean().default(false).describe('Whether to remove it although containers that have ended use it.'),
    noPrune: z.boolean().default(false).describe('Whether to keep the nameless images that it was made from.'),
  }),
  output: z.object({
    image: z.string().describe('The name or id that was given.'),
    removed: z.boolean().describe('False when it was not there any more.'),
    untagged: z.array(z.string()).describe('Names that were taken away.'),
    deleted: z.array(z.string()).describe('Ids of images that are gone.'),
  }),
});

/** The engine's account of what it did ("Remove an image" in Docker's API). */
const account = z.array(z.object({ Untagged: z.string().optional(), Deleted: z.string().optional() }));

/** Performs `remove_image`. */
export const handleRemoveImage =
  (engine: Engine): Handler<typeof removeImage> =>
  ({ image, force, noPrune }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      try {
        const answer: unknown = await docker.getImage(image).remove({ force, noprune: noPrune, abortSignal });
        const done = parseAnswer(account, answer, `the removal of ${image}`);
        return {
          image,
          removed: true,
          untagged: done.flatMap(({ Untagged }) => Untagged ?? []),
          deleted: done.flatMap(({ Deleted }) => Deleted ?? []),
        };
      } catch (thrown) {
        if (statusCodeOf(thrown) === 404) return { image, removed: false, untagged: [], deleted: [] };
        throw thrown;
      }
    });
