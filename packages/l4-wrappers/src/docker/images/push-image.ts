import type { Readable } from 'node:stream';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { progressOf, progressPart, readReport } from '../engine/engine-report.ts';
import { fullName, splitName } from './image-name.ts';
import { imageTag } from '../engine/references.ts';
import type { RegistryCredentials } from './registry-credentials.ts';
import { ReportFailed } from '../engine/report-failed.ts';

/** Sends an image to the registry that its name names. */
export const pushImage = defineOperation({
  name: 'push_image',
  summary: 'Push an image to its registry.',
  effect: 'write',
  idempotent: true,
  irreversible: 'others may have pulled it, and registries delete nothing on request unless they are set up to',
  input: z.object({
    image: imageTag,
    timeoutMs: z.int().positive().default(600_000).describe('Longest time that the push may take, in milliseconds.'),
  }),
  output: z.object({
    image: z.string().describe('The name that it was pushed by, with its tag.'),
    digest: z.string().describe('Its digest in the registry.'),
    sizeBytes: z.int().nonnegative().describe('Size of its manifest.'),
  }),
  part: progressPart,
});

/** Performs `push_image`. */
export const handlePushImage =
  (engine: Engine, credentials: RegistryCredentials): Handler<typeof pushImage> =>
  ({ image, timeoutMs }, ctx) =>
    engine.ask(
      ctx,
      async (docker, abortSignal) => {
        const { repo, tag } = splitName(image);
        const authconfig = await credentials.forImage(image);
        // dockerode's type is the oldest kind of stream; the engine's answer is Node's own.
        const report = (await docker.getImage(repo).push({ tag, authconfig, abortSignal })) as Readable;
        let pushed: { readonly digest: string; readonly sizeBytes: number } | undefined;
        await readReport(report, abortSignal, async (line) => {
          if (line.aux?.Digest !== undefined) pushed = { digest: line.aux.Digest, sizeBytes: line.aux.Size ?? 0 };
          const progress = progressOf(line);
          if (progress !== undefined) await ctx.tell(progress);
        });
        // A report without the digest at its end tells of no push, whatever else stands in it.
        if (pushed === undefined) throw new ReportFailed('the engine did not say what it has pushed');
        return { image: fullName(image), ...pushed };
      },
      timeoutMs,
    );
