import { type Handler, defineOperation } from '@strata/core';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { statusCodeOf } from '../engine/engine-answer.ts';
import { idOfImage, lookAtImage } from './image-inspection.ts';
import { splitName } from './image-name.ts';
import { imageReference } from '../engine/references.ts';

const imageId = z.string().regex(/^sha256:[a-f0-9]{64}$/, 'must be the full id of an image');

const tagBefore = z.object({
  tag: imageReference.describe('The name.'),
  imageId: imageId.nullable().describe('The image that it named before; null when there was none.'),
});

/** Names and the images that they named before. */
export const tagsBefore = z.array(tagBefore);

/**
 * Takes back what a build, a pull or a new tag did to the names of images: each names again what it named before, or
 * nothing. A name that somebody has given to yet another image meanwhile is left alone. The image itself goes when it is
 * new and nothing else names or uses it.
 */
export const restoreTags = defineOperation({
  name: 'restore_tags',
  summary: 'Point names of images back to what they named before.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'it is how building, pulling and tagging are taken back',
  input: z.object({
    imageId: imageId.describe('The image that the names were given to.'),
    isNew: z.boolean().describe('Whether the image may go with its names.'),
    tags: tagsBefore.describe('The names, and what they named before.'),
  }),
  output: z.object({
    restored: z.array(z.string()).describe('Names that name again what they did.'),
    left: z.array(z.string()).describe('Names that have been given to yet another image.'),
    removed: z.boolean().describe('Whether the image has been removed.'),
  }),
});

/** Takes a name, or an image, away. One that is used by a container, or is another image's base, stays. */
const removeUnlessUsed = async (docker: Docker, image: string, abortSignal: AbortSignal): Promise<boolean> => {
  try {
    await docker.getImage(image).remove({ abortSignal });
    return true;
  } catch (thrown) {
    if (statusCodeOf(thrown) === 404) return true;
    if (statusCodeOf(thrown) === 409) return false;
    throw thrown;
  }
};

const namesOf = async (docker: Docker, image: string, abortSignal: AbortSignal): Promise<number> => {
  if ((await idOfImage(docker, image, abortSignal)) === null) return 0;
  const { RepoTags, RepoDigests } = await lookAtImage(docker, image, abortSignal);
  return ((RepoTags as string[] | null) ?? []).length + ((RepoDigests as string[] | null) ?? []).length;
};

/** Performs `restore_tags`. */
export const handleRestoreTags =
  (engine: Engine): Handler<typeof restoreTags> =>
  (input, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const restored: string[] = [];
      const left: string[] = [];
      for (const { tag, imageId: before } of input.tags) {
        const now = await idOfImage(docker, tag, abortSignal);
        if (now !== before && now !== input.imageId && now !== null) {
          left.push(tag);
          continue;
        }
        if (before !== null && now !== before && (await idOfImage(docker, before, abortSignal)) !== null)
          await docker.getImage(before).tag({ ...splitName(tag), abortSignal });
        // Taking an image's last name away takes the image away, which one that is not new must not be.
        else if (before === null && now !== null && (input.isNew || (await namesOf(docker, now, abortSignal)) > 1))
          await removeUnlessUsed(docker, tag, abortSignal);
        restored.push(tag);
      }
      const isUnnamed = input.isNew && (await namesOf(docker, input.imageId, abortSignal)) === 0;
      const removed = isUnnamed && (await removeUnlessUsed(docker, input.imageId, abortSignal));
      return { restored, left, removed };
    });
