import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DockerOptions } from 'dockerode';
import { z } from 'zod';

/** Where to look for the engine: what the process was started with. */
interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  readonly home: string;
}

/** No engine is to be found, or its address cannot be read. Nothing was sent. */
export class EngineNotFound extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineNotFound';
  }
}

/** dockerode mixes what it is given with DOCKER_HOST from the environment, unless every field is spelled out. */
const nothing = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  username: undefined,
  protocol: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
} satisfies DockerOptions;

const readIfThere = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  });

const certificates = async (folder: string): Promise<DockerOptions> => {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readIfThere(join(folder, file))),
  );
  return { ca, cert, key };
};

/** The address behind a host text as DOCKER_HOST has it: `unix:///path`, `tcp://host:port`, `ssh://user@host`. */
export const parseHost = async (text: string, certificateFolder?: string): Promise<DockerOptions> => {
  if (text.startsWith('unix://')) return { ...nothing, socketPath: text.slice('unix://'.length) };
  if (text.startsWith('npipe://')) return { ...nothing, socketPath: text.slice('npipe://'.length) };
  const url = URL.parse(text.includes('://') ? text : `tcp://${text}`);
  if (url === null || url.hostname === '')
    throw new EngineNotFound(`the address '${text}' of the Docker engine cannot be read`);
  const { hostname: host, port, username } = url;
  if (url.protocol === 'ssh:') {
    return { ...nothing, protocol: 'ssh', host, port: port || 22, ...(username === '' ? {} : { username }) };
  }
  // 2375 and 2376 are Docker's own ports (IANA), without and with TLS.
  if (certificateFolder === undefined && url.protocol !== 'https:') {
    return { ...nothing, protocol: 'http', host, port: port || 2375 };
  }
  const given = certificateFolder === undefined ? {} : await certificates(certificateFolder);
  return { ...nothing, protocol: 'https', host, port: port || 2376, ...given };
};

const clientConfiguration = z.object({ currentContext: z.string().optional() });
const contextDescription = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string().optional() }) }) });

const readJson = async <Shape extends z.ZodType>(path: string, shape: Shape): Promise<z.output<Shape> | undefined> => {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw new EngineNotFound(`${path} is not what Docker's client writes`, { cause });
  }
};

/** The host of the context that Docker's client would use (docs.docker.com/engine/manage-resources/contexts). */
const contextAddress = async ({ env }: Surroundings, folder: string): Promise<DockerOptions | undefined> => {
  const name =
    env['DOCKER_CONTEXT'] ?? (await readJson(join(folder, 'config.json'), clientConfiguration))?.currentContext;
  if (name === undefined || name === '' || name === 'default') return undefined;
  const id = createHash('sha256').update(name).digest('hex');
  const described = await readJson(join(folder, 'contexts', 'meta', id, 'meta.json'), contextDescription);
  const host = described?.Endpoints.docker.Host;
  if (host === undefined) throw new EngineNotFound(`the Docker context '${name}' is not there`);
  const tlsFolder = join(folder, 'contexts', 'tls', id, 'docker');
  return parseHost(host, (await readIfThere(join(tlsFolder, 'ca.pem'))) === undefined ? undefined : tlsFolder);
};

const usualSockets = ({ env, home }: Surroundings): readonly string[] => [
  '/var/run/docker.sock',
  join(home, '.docker', 'run', 'docker.sock'),
  join(home, '.colima', 'default', 'docker.sock'),
  ...(env['XDG_RUNTIME_DIR'] === undefined ? [] : [join(env['XDG_RUNTIME_DIR'], 'docker.sock')]),
];

/**
 * Finds the engine as Docker's own client does: DOCKER_HOST, the current context, the usual sockets.
 *
 * @throws EngineNotFound when there is none, or a context or address cannot be read.
 */
export const findEngine = async (surroundings: Surroundings): Promise<DockerOptions> => {
  const { env, home } = surroundings;
  const folder = env['DOCKER_CONFIG'] ?? join(home, '.docker');
  if (env['DOCKER_HOST']) {
    return parseHost(env['DOCKER_HOST'], env['DOCKER_TLS_VERIFY'] ? (env['DOCKER_CERT_PATH'] ?? folder) : undefined);
  }
  const address = await contextAddress(surroundings, folder);
  if (address !== undefined) return address;
  const sockets = usualSockets(surroundings);
  for (const socketPath of sockets) {
    const isThere = await access(socketPath).then(
      () => true,
      () => false,
    );
    if (isThere) return { ...nothing, socketPath };
  }
  throw new EngineNotFound(`no Docker engine at ${sockets.join(', ')}`);
};

const startIt = 'Start Docker (Linux: systemctl start docker; macOS: open -a Docker), or set DOCKER_HOST.';

/** Whether what was said of a connection is about the address that DOCKER_HOST has; the wrapper may be given another. */
const isAbout = (message: string, host: string): boolean => {
  if (message.includes(`'${host}'`)) return true;
  const [, path] = /^(?:unix|npipe):\/\/(.*)$/.exec(host) ?? [];
  if (path !== undefined) return message.endsWith(` ${path}`);
  const url = URL.parse(host.includes('://') ? host : `tcp://${host}`);
  if (url === null) return false;
  // Node names the address that a name stands for, with its port, or the name that stands for none.
  const ports = url.port === '' ? ['2375', '2376', '22'] : [url.port];
  return message.endsWith(` ${url.hostname}`) || ports.some((port) => message.endsWith(`:${port}`));
};

/** What to do where no engine answers: start it, or mend the DOCKER_HOST that has led nowhere. */
export const hintWithoutEngine = (message: string, host: string | undefined): string => {
  if (host === undefined || host === '' || !isAbout(message, host)) return startIt;
  const shown = host.replace(/\/\/[^@/]*@/, '//');
  return `DOCKER_HOST is ${shown}: start the engine there, or set it to where one is, or unset it.`;
};
