import type { Readable } from 'node:stream';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from './engine.ts';
import { lookAtImage } from './image-inspection.ts';
import { PullFailed } from './pull-failed.ts';
import { imageReference } from './references.ts';

/** Fetches an image from its registry. One without a tag means `latest`. */
export const pullImage = defineOperation({
  name: 'pull_image',
  summary: 'Pull an image from its registry.',
  effect: 'write',
  idempotent: true,
  irreversible: 'an image that is kept does no harm, and others may use it by now',
  input: z.object({
    image: imageReference,
    timeoutMs: z.int().positive().default(300_000).describe('Longest time that the pull may take, in milliseconds.'),
  }),
  output: z.object({
    imageId: z.string().describe('Id of the image.'),
    sizeBytes: z.int().nonnegative().describe('Its size on disk.'),
  }),
});

/** One line of the engine's progress report ("Create an image" in Docker's API). */
const progress = z.object({ error: z.string().optional() });

/** Reads the report to its end: the engine says 200 first, and only then whether it worked. */
const follow = async (report: Readable, abortSignal: AbortSignal): Promise<void> => {
  const abort = (): void => void report.destroy(new Error('broken off'));
  abortSignal.addEventListener('abort', abort, { once: true });
  try {
    let unread = '';
    report.setEncoding('utf8');
    for await (const text of report as AsyncIterable<string>) {
      const lines = (unread + text).split('\n');
      unread = lines.pop() ?? '';
      for (const line of lines) {
        if (line.trim() === '') continue;
        const { error } = progress.parse(JSON.parse(line));
        if (error !== undefined) throw new PullFailed(error);
      }
    }
  } finally {
    abortSignal.removeEventListener('abort', abort);
  }
};

/** Performs `pull_image`. */
export const handlePullImage =
  (engine: Engine): Handler<typeof pullImage> =>
  ({ image, timeoutMs }, ctx) =>
    engine.ask(
      ctx,
      async (docker, abortSignal) => {
        // dockerode's type is the oldest kind of stream; the engine's answer is Node's own.
        await follow((await docker.pull(image, { abortSignal })) as Readable, abortSignal);
        const { Id, Size } = await lookAtImage(docker, image, abortSignal);
        return { imageId: Id, sizeBytes: Size };
      },
      timeoutMs,
    );
