import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { lookAtImage } from './image-inspection.ts';
import { imageReference } from '../engine/references.ts';

/** Tells whether the engine has an image, and what it is: `not_found` when it has to be pulled first. */
export const inspectImage = defineOperation({
  name: 'inspect_image',
  summary: 'Show one image.',
  effect: 'read',
  input: z.object({ image: imageReference }),
  output: z.object({
    id: z.string().describe('Id.'),
    tags: z.array(z.string()).describe('Names with tag.'),
    digests: z.array(z.string()).describe('Names with digest, for an image that was pulled or pushed.'),
    sizeBytes: z.int().nonnegative().describe('Size on disk.'),
    architecture: z.string().describe('Processor architecture, such as amd64.'),
    os: z.string().describe('Operating system.'),
    layers: z.int().nonnegative().describe('How many layers it has.'),
    entrypoint: z.array(z.string()).describe('What each command is given to; empty when there is none.'),
    command: z.array(z.string()).describe('The command that runs when none is given.'),
    envNames: z
      .array(z.string())
      .describe('Names of the variables that it sets; what they hold is left out: it may be secret.'),
    workdir: z.string().describe('Where commands run; empty: the root folder.'),
    user: z.string().describe('User that commands run as; empty: root.'),
    ports: z.array(z.string()).describe('Ports that it exposes, such as 80/tcp.'),
    volumes: z.array(z.string()).describe('Folders that become volumes.'),
    labels: z.record(z.string(), z.string()).describe('Labels.'),
    hasHealthcheck: z.boolean().describe('Whether it says how to see that it is well.'),
    createdAt: z.iso.datetime().describe('When it was built.'),
  }),
});

/** Null where there is nothing, and a single text where there is one, whatever dockerode's types say. */
const listOf = (value: string | readonly string[] | null | undefined): string[] =>
  typeof value === 'string' ? [value] : [...(value ?? [])];

/** Performs `inspect_image`. */
export const handleInspectImage =
  (engine: Engine): Handler<typeof inspectImage> =>
  ({ image }, ctx) =>
    engine.ask(ctx, async (docker, abortSignal) => {
      const found = await lookAtImage(docker, image, abortSignal);
      // An image that was imported has next to nothing here.
      const config: Partial<typeof found.Config> = found.Config ?? {};
      return {
        id: found.Id,
        tags: listOf(found.RepoTags),
        digests: listOf(found.RepoDigests),
        sizeBytes: found.Size,
        architecture: found.Architecture,
        os: found.Os,
        layers: found.RootFS.Layers?.length ?? 0,
        entrypoint: listOf(config.Entrypoint),
        command: listOf(config.Cmd),
        envNames: listOf(config.Env).map((variable) => variable.split('=', 1)[0] ?? ''),
        workdir: config.WorkingDir ?? '',
        user: config.User ?? '',
        ports: Object.keys(config.ExposedPorts ?? {}),
        volumes: Object.keys(config.Volumes ?? {}),
        labels: config.Labels ?? {},
        hasHealthcheck: config.Healthcheck !== undefined,
        createdAt: new Date(found.Created).toISOString(),
      };
    });
