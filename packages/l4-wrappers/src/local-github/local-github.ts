import { Secret } from '@strata/core';
import { seedRepository } from './seed-repository.ts';

/** A file to begin with. */
export interface SeedFile {
  readonly path: string;
  readonly content: string;
  readonly encoding: 'utf-8' | 'base64';
  readonly executable?: boolean;
}

export interface LocalGitHubOptions {
  /** The repository that it has, as 'owner/name'. */
  readonly repo: string;
  /** The default branch. @default main */
  readonly base?: string;
  /** What the default branch holds; may be empty. */
  readonly files: readonly SeedFile[];
}

/** A GitHub on this machine, with one repository. It lives in this process and forgets everything when it stops. */
export interface LocalGitHub extends AsyncDisposable {
  /** The address of its API, on the loopback interface. */
  readonly url: string;
  /** May do everything in the repository. */
  readonly token: Secret;
  readonly repo: string;
  /** The commit that the default branch begins at. */
  readonly baseSha: string;
  /** Stops it. Stopping again does nothing. */
  readonly stop: () => Promise<void>;
}

/** The local GitHub cannot run here. `hint` says what to do about it. */
export class LocalGitHubMissing extends Error {
  readonly hint =
    "Set GITHUB_TOKEN to work on the real GitHub, or install the package 'emulate' 0.12.2 for a local one.";

  constructor(cause: unknown) {
    super('there is no local GitHub: its package is not installed', { cause });
    this.name = 'LocalGitHubMissing';
  }
}

/** The package is optional, so it is loaded only when somebody wants it. */
const loadEmulator = async () => {
  try {
    return await import('emulate');
  } catch (cause) {
    throw new LocalGitHubMissing(cause);
  }
};

/**
 * Starts a GitHub on a free port of the loopback interface.
 *
 * @throws LocalGitHubMissing when the optional package `emulate` is not installed.
 */
export const startLocalGitHub = async ({ repo, base = 'main', files }: LocalGitHubOptions): Promise<LocalGitHub> => {
  const { createEmulator } = await loadEmulator();
  const token = new Secret(`local-${Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex')}`);
  const [owner = '', name = ''] = repo.split('/');
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    hostname: '127.0.0.1',
    seed: {
      tokens: { [token.reveal()]: { login: owner, scopes: ['repo'] } },
      github: { users: [{ login: owner }], repos: [{ owner, name, default_branch: base }] },
    },
  });
  // It calls itself localhost, which may lead to an address that it does not listen on.
  const url = `http://127.0.0.1:${new URL(emulator.url).port}`;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= emulator.close());
  try {
    const baseSha = await seedRepository({ url, token, repo, base }, files);
    return { url, token, repo, baseSha, stop, [Symbol.asyncDispose]: stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
};
