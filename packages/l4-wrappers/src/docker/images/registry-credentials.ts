import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Secret } from '@strata/core';
import { z } from 'zod';

/** Who to be at registries: by host, such as `registry.example:5000`. */
export type Registries = Readonly<Record<string, { readonly username: string; readonly password: Secret }>>;

/** What the engine hands on to a registry ("Authentication" in Docker's API). */
interface Credentials {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly serveraddress: string;
}

/** What dockerode puts into the engine's header as it is. */
interface Encoded {
  readonly base64: string;
}

/** Says who to be at registries. */
export interface RegistryCredentials {
  /** For the registry of one image; no credentials where none are known. */
  forImage(reference: string): Promise<Encoded>;
  /** For all registries that any are known of, as a build wants them. */
  forAll(): Promise<Encoded>;
}

/** Docker Hub as Docker's own client calls it. */
const hub = 'https://index.docker.io/v1/';

const configuration = z.object({
  auths: z
    .record(z.string(), z.object({ auth: z.string().optional(), identitytoken: z.string().optional() }))
    .default({}),
});

/** The names that Docker Hub goes by, in the names of images and in Docker's configuration file. */
const hubNames: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** One name for each registry: that of its host, but Docker Hub's own. */
const nameOf = (registry: string): string => {
  const [host = ''] = registry.replace(/^https?:\/\//, '').split('/', 1);
  return hubNames.has(host) ? hub : registry.replace(/^https?:\/\//, '').replace(/\/$/, '');
};

/** The registry of an image: what stands before the first slash when it looks like a host (Docker's reference grammar). */
export const registryOf = (reference: string): string => {
  const [first = '', rest] = reference.split('/', 2);
  return rest !== undefined && /[.:]|^localhost$/.test(first) ? nameOf(first) : hub;
};

/** The engine wants the alphabet for addresses and, unlike Node's encoding of that name, the padding. */
const encode = (value: object): Encoded => ({
  base64: Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
});

/** A file that is not there, or that somebody else's program wrote otherwise, has no credentials: the registry will say. */
const readConfiguration = async (folder: string): Promise<z.output<typeof configuration>> => {
  try {
    return configuration.parse(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')));
  } catch {
    return { auths: {} };
  }
};

const decoded = (
  serveraddress: string,
  { auth, identitytoken }: z.output<typeof configuration>['auths'][string],
): Credentials | undefined => {
  if (identitytoken !== undefined) return { identitytoken, serveraddress };
  const text = Buffer.from(auth ?? '', 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1), serveraddress };
};

/**
 * Finds credentials: first what was given, then what `docker login` wrote into Docker's configuration file. Credential
 * helpers, programs that the file may name instead, are not asked.
 */
export const createRegistryCredentials = (
  registries: Registries,
  folder: string = process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'),
): RegistryCredentials => {
  const all = async (): Promise<ReadonlyMap<string, Credentials>> => {
    const known = new Map<string, Credentials>();
    for (const [host, entry] of Object.entries((await readConfiguration(folder)).auths)) {
      const found = decoded(host, entry);
      if (found !== undefined) known.set(nameOf(host), found);
    }
    for (const [host, { username, password }] of Object.entries(registries))
      known.set(nameOf(host), { username, password: password.reveal(), serveraddress: nameOf(host) });
    return known;
  };
  return {
    async forImage(reference) {
      return encode((await all()).get(registryOf(reference)) ?? {});
    },
    forAll: async () => encode(Object.fromEntries(await all())),
  };
};
