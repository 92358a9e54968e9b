import { z } from 'zod';
import { type PathProblem, pathProblem } from './host-paths.ts';

/** What of a volume says where its files are. */
export const volumeShape = z.object({ driver: z.string(), driverOptions: z.record(z.string(), z.string()) });

/** A volume as its options make it. */
export type VolumeSource = z.output<typeof volumeShape>;

/** What the engine's own driver knows (docs.docker.com, "docker volume create": driver-specific options). */
const knownOptions: ReadonlySet<string> = new Set(['type', 'device', 'o', 'size']);

/** What may be said of a mount without changing what is mounted (mount(8)). */
const harmlessWord =
  /^(|defaults|r[ow]|no(suid|dev|exec|atime|diratime)|suid|dev|exec|relatime|r?private|r?slave|(size|nr_inodes|nr_blocks|mode|uid|gid)=[0-9a-z%]+)$/;

/** What makes a mount something else than its type says: the engine takes these words for any type. */
const changingWord = /^(r?bind|remount|move|r?shared|r?unbindable)$/;

const networkTypes: ReadonlySet<string> = new Set(['nfs', 'nfs4', 'cifs']);

const unknown = (why: string): PathProblem => ({
  rule: 'host_folder',
  why: `the volume may show the host's own: ${why}`,
});

const bindProblem = async (
  { type = '', device = '' }: Readonly<Record<string, string>>,
  folders: readonly string[],
): Promise<PathProblem | undefined> => {
  if (!['', 'none', 'bind'].includes(type)) return unknown(`a ${type} that is a folder by another name`);
  // The engine would begin at whatever folder it runs in.
  return device.startsWith('/') ? pathProblem(device, folders) : unknown(`the folder '${device}'`);
};

/**
 * What stands against showing a volume to a container. What is known to be none of the host's own is let through: a volume
 * without options, files in memory, another machine's files, and a folder that may be shown. Nothing else is.
 */
export const volumeProblem = async (
  { driver, driverOptions }: VolumeSource,
  folders: readonly string[],
): Promise<PathProblem | undefined> => {
  if (driver !== 'local') return unknown(`the driver ${driver} keeps it`);
  const names = Object.keys(driverOptions);
  const stranger = names.find((name) => !knownOptions.has(name));
  if (stranger !== undefined) return unknown(`the option ${stranger}`);
  if (names.every((name) => name === 'size')) return undefined;
  const { type = '', o = '' } = driverOptions;
  const words = o.split(',');
  if (networkTypes.has(type)) {
    const changing = words.find((word) => changingWord.test(word));
    return changing === undefined ? undefined : unknown(`a mount that is told to ${changing}`);
  }
  const isBind = words.some((word) => word === 'bind' || word === 'rbind');
  const odd = words.find((word) => word !== 'bind' && word !== 'rbind' && !harmlessWord.test(word));
  if (odd !== undefined) return unknown(`a mount with ${odd}`);
  if (isBind) return bindProblem(driverOptions, folders);
  return type === 'tmpfs' ? undefined : unknown(`a mount of type '${type}'`);
};
