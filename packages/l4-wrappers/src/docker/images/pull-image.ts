import type { Readable } from 'node:stream';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { progressOf, progressPart, readReport } from '../engine/engine-report.ts';
import { idOfImage, idsOfImages, lookAtImage } from './image-inspection.ts';
import { splitName } from './image-name.ts';
import { imageReference, platform } from '../engine/references.ts';
import type { RegistryCredentials } from './registry-credentials.ts';

/** Fetches an image from its registry. One without a tag means `latest`. */
export const pullImage = defineOperation({
  name: 'pull_image',
  summary: 'Pull an image from its registry.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    image: imageReference,
    platform: platform.optional(),
    timeoutMs: z.int().positive().default(300_000).describe('Longest time that the pull may take, in milliseconds.'),
  }),
  output: z.object({
    image: z.string().describe('The image as it was named.'),
    imageId: z.string().describe('Id of the image.'),
    sizeBytes: z.int().nonnegative().describe('Its size on disk.'),
    digest: z.string().nullable().describe('Digest in the registry; null when the registry does not tell.'),
    pulled: z.boolean().describe('False when the engine had this very image under this name already.'),
    before: z.string().nullable().describe('The image that the name stood for before; null when there was none.'),
    isNew: z.boolean().describe('Whether the engine did not have the image before, under any name.'),
  }),
  part: progressPart,
  undo: {
    operation: 'restore_tags',
    request: (_input, { image, imageId, pulled, before, isNew }) =>
      pulled ? { imageId, isNew, tags: [{ tag: image, imageId: before }] } : undefined,
  },
});

const digestIn = /^Digest: (sha256:[a-f0-9]{64})$/;

/** Performs `pull_image`. */
export const handlePullImage =
  (engine: Engine, credentials: RegistryCredentials): Handler<typeof pullImage> =>
  ({ image, platform: wanted, timeoutMs }, ctx) =>
    engine.ask(
      ctx,
      async (docker, abortSignal) => {
        const { before: first } = await ctx.beforeAndNow(async () => ({
          imageId: await idOfImage(docker, image, abortSignal),
          known: await idsOfImages(docker, abortSignal),
        }));
        const { repo, tag } = splitName(image);
        // The engine wants a digest where it wants the tag otherwise, and splits the name itself.
        const asked = image.includes('@') ? { fromImage: image } : { fromImage: repo, tag };
        const report = (await docker.createImage(await credentials.forImage(image), {
          ...asked,
          ...(wanted === undefined ? {} : { platform: wanted }),
          abortSignal,
          // dockerode's type is the oldest kind of stream; the engine's answer is Node's own.
        })) as Readable;
        let digest: string | undefined;
        await readReport(report, abortSignal, async (line) => {
          digest = digestIn.exec(line.status ?? '')?.[1] ?? digest;
          const progress = progressOf(line);
          if (progress !== undefined) await ctx.tell(progress);
        });
        const { Id: imageId, Size: sizeBytes } = await lookAtImage(docker, image, abortSignal);
        const about = { image, imageId, sizeBytes, digest: digest ?? null };
        const { imageId: before, known } = first;
        return { ...about, pulled: before !== imageId, before, isNew: !known.includes(imageId) };
      },
      timeoutMs,
    );
