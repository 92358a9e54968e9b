import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';

/** A registry of images on this machine, empty at first. */
export interface DockerRegistry extends AsyncDisposable {
  /** What the names of its images begin with: address and port. The engine takes 127.0.0.0/8 for trusted. */
  readonly host: string;
}

/** Who a registry lets in, when it does not let in everybody. */
export const registryUser = { username: 'ann', password: 'open sesame' } as const;

/** The same as `htpasswd -B` writes it. */
const passwordFile = 'ann:$2b$04$xPnjVPPvEYL/yHRaMpEk/.rIWbMpFQNAPEVFR80vu5nobhO9BZ6CO\n';

const program = '/usr/bin/docker-registry';

/** Why tests with a registry can't run here, or `undefined` when they can (scripts/provision.sh installs it). */
export const missingForRegistry = (): string | undefined =>
  existsSync(program) ? undefined : `no ${program}: Debian's package docker-registry`;

const configuration = (folder: string, isClosed: boolean): string =>
  JSON.stringify({
    version: 0.1,
    log: { level: 'info', formatter: 'json' },
    storage: { filesystem: { rootdirectory: join(folder, 'images') }, delete: { enabled: true } },
    // Port 0: whichever is free; the log says which it has become.
    http: { addr: '127.0.0.1:0' },
    ...(isClosed ? { auth: { htpasswd: { realm: 'test', path: join(folder, 'users') } } } : {}),
  });

/** The address that the registry writes into its own log, so it is no other server's. */
const addressIn = async (log: AsyncIterable<string>): Promise<string> => {
  const seen: string[] = [];
  for await (const line of log) {
    seen.push(line);
    const address = /listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`the registry did not start: ${seen.slice(-5).join('\n')}`);
};

/** Starts Debian's registry on a free port of this machine, with its images in a folder that goes with it. */
export const startRegistry = async ({ isClosed = false } = {}): Promise<DockerRegistry> => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-registry-'));
  await writeFile(join(folder, 'config.yml'), configuration(folder, isClosed));
  await writeFile(join(folder, 'users'), passwordFile);
  const env = { OTEL_TRACES_EXPORTER: 'none' };
  const server = execa(program, ['serve', join(folder, 'config.yml')], { env, buffer: false, reject: false });
  const end = async (): Promise<void> => {
    server.kill('SIGKILL');
    await server;
    await rm(folder, { recursive: true });
  };
  try {
    const lines = createInterface({ input: server.stderr });
    const host = await addressIn(lines);
    // Or it would stop at a full pipe.
    server.stderr.resume();
    return { host, [Symbol.asyncDispose]: end };
  } catch (cause) {
    await end();
    throw cause;
  }
};
