import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import Docker from 'dockerode';
import { execa } from 'execa';

/** The engine as Docker's own library finds it: DOCKER_HOST, else the usual socket. */
const connect = (): Docker => new Docker();

/** How long the first test that needs an image may take: making the one with pytest takes a minute. In milliseconds. */
export const imageLimitMs = 240_000;

const images = { busybox: 'strata-test/busybox:1', pytest: 'strata-test/pytest:1' } as const;

const isThere = (tag: string): Promise<boolean> =>
  connect()
    .getImage(tag)
    .inspect()
    .then(
      () => true,
      () => false,
    );

/**
 * Why tests with containers can't run here, or `undefined` when they can: there has to be a Docker engine, and the
 * images in it or what they are made with (scripts/provision.sh installs all of it).
 */
export const missingForContainers = async (): Promise<string | undefined> => {
  try {
    await connect().ping();
  } catch (cause) {
    return `no Docker engine answers: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
  if ((await isThere(images.busybox)) && (await isThere(images.pytest))) return undefined;
  const programs = ['/bin/busybox', '/usr/bin/mmdebstrap'].filter((program) => !existsSync(program));
  return programs.length === 0 ? undefined : `no images, and no ${programs.join(' and ')} to make them with`;
};

/** Makes an image of the folder that `fill` fills, unless the engine has it already. No registry is asked. */
const ensureImage = async (tag: string, makeTar: (folder: string) => Promise<string>): Promise<string> => {
  const docker = connect();
  if (await isThere(tag)) return tag;
  const folder = await mkdtemp(join(tmpdir(), 'strata-image-'));
  try {
    const [repo, version] = tag.split(':');
    const changes = 'ENV PATH=/usr/local/bin:/usr/bin:/bin';
    const report = (await docker.importImage(await makeTar(folder), { repo, tag: version, changes })) as Readable;
    for await (const chunk of report) if (String(chunk).includes('"error"')) throw new Error(String(chunk));
    return tag;
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** The tag of an image of 2 MB that has busybox and its shell: from Debian's package busybox-static. */
export const busyboxImage = (): Promise<string> =>
  ensureImage(images.busybox, async (folder) => {
    const root = join(folder, 'root');
    await mkdir(join(root, 'bin'), { recursive: true });
    await mkdir(join(root, 'tmp'));
    await copyFile('/bin/busybox', join(root, 'bin', 'busybox'));
    const { stdout: applets } = await execa('/bin/busybox', ['--list']);
    // Relative links: what busybox itself installs leads to where it is on this machine.
    for (const applet of applets.split('\n'))
      if (applet !== 'busybox') await symlink('busybox', join(root, 'bin', applet));
    await execa('tar', ['-C', root, '-cf', join(folder, 'image.tar'), '.']);
    return join(folder, 'image.tar');
  });

/** The tag of an image that has Python, pytest and pytest-cov from Debian's packages. Takes half a minute the first time. */
export const pytestImage = (): Promise<string> =>
  ensureImage(images.pytest, async (folder) => {
    const tar = join(folder, 'image.tar');
    const include = '--include=python3-pytest,python3-pytest-cov';
    await execa('mmdebstrap', ['--quiet', '--variant=minbase', include, 'bookworm', tar]);
    return tar;
  });
