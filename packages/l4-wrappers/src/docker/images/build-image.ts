import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { runBuild } from './build-run.ts';
import { absolutePath } from '../containers/container-storage.ts';
import type { Engine } from '../engine/engine.ts';
import { progressPart } from '../engine/engine-report.ts';
import { listImages } from './list-images.ts';
import { replacedIn } from './replaced-tags.ts';
import { imageTag, newLabels, platform } from '../engine/references.ts';
import type { RegistryCredentials } from './registry-credentials.ts';
import { tagsBefore } from './restore-tags.ts';

/**
 * Builds an image from a folder of this machine. A step that fails is the failure `refused`, which quotes it.
 *
 * A call that has an id leaves it on its image, as the label `strata.image.call`, and in `strata.replaced` what the names
 * stood for before: so it is found, and taken back, when its answer was lost. Labels are part of an image, and each such
 * call makes one of its own; it is taken away again, and the earlier one answered with `isNew: false`, when all of the
 * given names stood for one that is the same in everything else. Without names there is none to compare with.
 */
export const buildImage = defineOperation({
  name: 'build_image',
  summary: 'Build an image.',
  effect: 'write',
  input: z.object({
    path: absolutePath.describe('The folder to build from, on this machine; its .dockerignore is obeyed.'),
    tags: z.array(imageTag).default([]).describe('Names for the image.'),
    dockerfile: z.string().min(1).default('Dockerfile').describe('The Dockerfile, from the folder on.'),
    buildArgs: z.record(z.string().min(1), z.string()).default({}).describe('Values for the ARGs of the Dockerfile.'),
    target: z.string().min(1).optional().describe('The stage to build; absent: the last.'),
    labels: newLabels.describe('Labels to put on the image.'),
    noCache: z.boolean().default(false).describe('Whether to run every step anew.'),
    pull: z.boolean().default(false).describe('Whether to pull the base images even when they are there.'),
    rm: z.boolean().default(true).describe('Whether to remove the containers that steps ran in.'),
    networkMode: z.string().min(1).optional().describe('Network that steps run in; none for no network.'),
    platform: platform.optional(),
    timeoutMs: z.int().positive().default(600_000).describe('Longest time that the build may take, in milliseconds.'),
    maxLogBytes: z.int().positive().default(262_144).describe('How much of what the build prints is kept.'),
  }),
  output: z.object({
    imageId: z.string().describe('Id of the image.'),
    tags: z.array(z.string()).describe('Its names, with tags.'),
    sizeBytes: z.int().nonnegative().describe('Its size on disk.'),
    log: z.string().describe('What the build printed.'),
    truncated: z.boolean().describe('Whether something of the log was left out.'),
    isNew: z.boolean().describe('False when an image of the same content had all of its names before, or was there.'),
    replaced: tagsBefore.describe('What its names stood for before.'),
  }),
  part: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('text'), text: z.string().describe('The next piece of what the build prints.') }),
    progressPart,
  ]),
  undo: {
    operation: 'restore_tags',
    request: (_input, { imageId, isNew, replaced }) =>
      isNew || replaced.some((one) => one.imageId !== imageId) ? { imageId, isNew, tags: replaced } : undefined,
  },
  locate: {
    using: listImages,
    request: (_input, callId) => ({ builtBy: callId }),
    pick: ({ images: [found] }) =>
      found && {
        imageId: found.id,
        tags: found.tags,
        sizeBytes: found.sizeBytes,
        log: '',
        truncated: true,
        // An image with the mark of this call was made by it.
        isNew: true,
        replaced: replacedIn(found.labels),
      },
  },
});

/** Performs `build_image`. */
export const handleBuildImage =
  (engine: Engine, credentials: RegistryCredentials): Handler<typeof buildImage> =>
  (input, ctx) =>
    engine.ask(
      ctx,
      (docker, abortSignal) => runBuild({ docker, credentials, abortSignal }, input, ctx),
      input.timeoutMs,
    );
