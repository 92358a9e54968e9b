import type { ContainerCreateOptions, MountConfig } from 'dockerode';
import { z } from 'zod';
import { newName } from '../engine/references.ts';

/** A path inside a container, or of the engine's machine. */
export const absolutePath = z.string().startsWith('/', 'must be an absolute path');

const target = absolutePath.describe('Where the container sees it.');
const readOnly = z.boolean().default(false).describe('Whether the container may only read it.');

/** What a container sees of files that are not its own. */
export const storageFields = {
  mounts: z
    .array(
      z.object({
        source: absolutePath.describe("Folder or file of the engine's machine; it has to exist."),
        target,
        readOnly,
      }),
    )
    .default([])
    .describe("Folders and files of the engine's machine to show."),
  volumes: z
    .array(z.object({ name: newName.describe('Name of the volume; made when it is not there.'), target, readOnly }))
    .default([])
    .describe('Volumes to show.'),
  tmpfs: z
    .array(z.object({ target, sizeBytes: z.int().positive().optional().describe('Most that it may hold.') }))
    .default([])
    .describe('Folders that are kept in memory.'),
} as const;

const storage = z.object(storageFields);

/** The same as the engine wants it. */
export const storageOf = (
  input: z.output<typeof storage>,
): Pick<NonNullable<ContainerCreateOptions['HostConfig']>, 'Mounts' | 'Tmpfs'> => {
  const mounts: MountConfig = [
    // Of type bind, because this form refuses a source that is not there; the short form makes it, owned by root.
    ...input.mounts.map((mount) => ({
      Type: 'bind' as const,
      Source: mount.source,
      Target: mount.target,
      ReadOnly: mount.readOnly,
    })),
    ...input.volumes.map((volume) => ({
      Type: 'volume' as const,
      Source: volume.name,
      Target: volume.target,
      ReadOnly: volume.readOnly,
    })),
  ];
  const folders = input.tmpfs.map(
    (folder) => [folder.target, folder.sizeBytes === undefined ? '' : `size=${folder.sizeBytes}`] as const,
  );
  return { Mounts: mounts, Tmpfs: Object.fromEntries(folders) };
};
