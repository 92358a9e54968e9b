import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/**
 * Folders that a host runs by: its programs, its settings, its records, its engines' data (hier(7); Apple's "File System
 * Basics"). Protected with all that is in them, and all that they are in.
 */
const protectedFolders: readonly string[] = [
  ['/bin', '/boot', '/dev', '/etc', '/lib', '/lib32', '/lib64', '/libx32', '/opt', '/proc', '/run', '/sbin', '/snap'],
  ['/sys', '/usr', '/Applications', '/Library', '/System', '/private/etc'],
  ['backups', 'cache', 'db', 'lib', 'log', 'mail', 'root', 'run', 'spool'].flatMap((name) => [
    `/var/${name}`,
    `/private/var/${name}`,
  ]),
].flat();

/** Folders in which each entry belongs to somebody: not shown as a whole, while an entry may be. */
const wholeFolders = ['/home', '/media', '/mnt', '/root', '/srv', '/Users', '/Volumes'];

/** Where engines listen, besides in the protected folders. */
const usualSockets = (): readonly string[] => {
  const { DOCKER_HOST: host, XDG_RUNTIME_DIR: runtime } = process.env;
  return [
    '/var/run/docker.sock',
    join(homedir(), '.docker', 'run', 'docker.sock'),
    join(homedir(), '.colima', 'default', 'docker.sock'),
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock')]),
    ...(host?.startsWith('unix://') === true ? [host.slice('unix://'.length)] : []),
  ];
};

/** Where a path leads to, as far as it is there: the engine makes nothing of the rest, but a link may come later. */
const resolved = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await resolved(parent), basename(path));
  }
};

const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === sep ? sep : folder + sep);

/** Whether one of the two is in the other. */
const meet = (one: string, other: string): boolean => isIn(one, other) || isIn(other, one);

const fileOf = (path: string) =>
  stat(path).then(
    (found) => found,
    () => undefined,
  );

/** Whether a path is the socket of an engine, by whatever name: a link, a hard link, or a name that only engines use. */
const isEngineSocket = async (path: string, sockets: readonly string[]): Promise<boolean> => {
  const found = await fileOf(path);
  if (found?.isSocket() !== true) return false;
  if (/docker|containerd|podman|crio|buildkit/.test(path)) return true;
  for (const socket of sockets) {
    const known = await fileOf(socket);
    if (known !== undefined && known.dev === found.dev && known.ino === found.ino) return true;
  }
  return false;
};

/** The homes that a path is in, or that are in it. */
const homesAround = async (path: string): Promise<readonly string[]> => {
  const usual = /^\/(?:home|Users)\/[^/]+/.exec(path)?.[0];
  const homes = ['/root', homedir(), await resolved(homedir()), ...(usual === undefined ? [] : [usual])];
  return homes.filter((home) => meet(path, home));
};

/** Where programs keep keys and settings; a cache is the one hidden folder that holds neither. */
const isHidden = (path: string, home: string): boolean => {
  const [first = ''] = relative(home, path).split(sep);
  return first.startsWith('.') && first !== '..' && first !== '.cache';
};

/** Which of the host's own folders a path shows. */
const ownFolder = async (path: string): Promise<string | undefined> => {
  const protectedBy = protectedFolders.find((folder) => meet(path, folder));
  if (protectedBy !== undefined) return isIn(path, protectedBy) ? protectedBy : path;
  const homes = await homesAround(path);
  if ([...wholeFolders, ...homes].some((folder) => isIn(folder, path))) return path;
  return homes.some((home) => isHidden(path, home)) ? path : undefined;
};

/** What stands against showing a path of the host to a container; `undefined` when nothing does. */
export type PathProblem = { readonly rule: 'docker_socket' | 'host_folder'; readonly why: string };

/**
 * Looks where a path leads to, links included, on this machine: the engine of another machine is asked with paths that
 * mean something else there, so that what is written is looked at as well. `folders` may be shown although they are the
 * host's own; a socket in them may not.
 */
export const pathProblem = async (
  source: string,
  folders: readonly string[] = [],
): Promise<PathProblem | undefined> => {
  const written = resolve(source);
  const leadsTo = await resolved(written);
  const paths = [...new Set([written, leadsTo])];
  const sockets = await Promise.all(usualSockets().map(async (socket) => [socket, await resolved(socket)] as const));
  const known = [...new Set(sockets.flat())];
  const shown = (await Promise.all(folders.map(async (folder) => [resolve(folder), await resolved(folder)]))).flat();
  for (const path of paths) {
    if (known.includes(path) || (await isEngineSocket(path, known)))
      return { rule: 'docker_socket', why: `${source} is the socket of a container engine` };
    const own = shown.some((folder) => isIn(path, folder)) ? undefined : await ownFolder(path);
    if (own !== undefined) return { rule: 'host_folder', why: `${source} shows the host's own ${own}` };
    if (known.some((socket) => isIn(socket, path)))
      return { rule: 'docker_socket', why: `${source} holds the socket of a container engine` };
  }
  return undefined;
};
