import { Agent, type IncomingHttpHeaders, request as send } from 'node:http';
import type { FrontAnswer } from './front-route.ts';

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

/** A request to the emulator, as it came. */
export interface Passed {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer of the emulator's, read whole. */
export interface PassedAnswer extends FrontAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The emulator behind the front. */
export interface Emulator {
  readonly pass: (passed: Passed) => Promise<PassedAnswer>;
  readonly stop: () => Promise<void>;
}

export interface EmulatorOptions {
  readonly repo: string;
  readonly base: string;
  /** Whose token is which, the owner's first. */
  readonly tokens: ReadonlyMap<string, string>;
  /** The address of the front, which answers name in the place of the emulator's own. */
  readonly url: string;
}

/** It lets 5000 requests an hour pass per token, charged or not: so each token of ours stands for some of its own. */
const tokensEach = 40;
const callsEach = 4_500;

/** The token that a request bears. */
export const tokenOf = ({ authorization }: IncomingHttpHeaders): string | undefined =>
  authorization?.replace(/^(bearer|token)\s+/i, '').trim();

const withoutToken = ({ authorization: _token, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders => headers;

const backing = (token: string, index: number): string => `${token}-${index}`;

/** Headers that belong to a connection, or that the front writes itself. */
const own = /^(connection|keep-alive|transfer-encoding|content-length|date|x-ratelimit-.*)$/;

type Rename = (text: string) => string;

const headersOf = (headers: IncomingHttpHeaders, rename: Rename): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !own.test(name))
      .map(([name, value]) => [name, rename(String(value))]),
  );

const sendTo =
  (port: number, agent: Agent, rename: Rename) =>
  ({ method, path, headers, body }: Passed): Promise<PassedAnswer> =>
    new Promise((resolve, reject) => {
      const { 'if-none-match': _known, connection: _connection, 'transfer-encoding': _coding, ...given } = headers;
      const onward = { ...given, 'content-length': String(body.length) };
      const options = { host: '127.0.0.1', port, method, path, headers: onward, agent };
      const request = send(options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          // Read byte by byte, so that what is no text stays as it is.
          const bytes = Buffer.from(rename(Buffer.concat(chunks).toString('latin1')), 'latin1');
          resolve({ status: answer.statusCode ?? 500, headers: headersOf(answer.headers, rename), body: bytes });
        });
      });
      request.on('error', reject).end(body);
    });

/**
 * Starts the emulator on a free port of the loopback interface.
 *
 * @throws LocalGitHubMissing when the optional package `emulate` is not installed.
 */
export const startEmulator = async ({ repo, base, tokens, url }: EmulatorOptions): Promise<Emulator> => {
  const { createEmulator } = await loadEmulator();
  const [owner = '', name = ''] = repo.split('/');
  const known: Record<string, { login: string; scopes: string[] }> = {};
  for (const [token, login] of tokens)
    for (let index = 0; index < tokensEach; index += 1) known[backing(token, index)] = { login, scopes: ['repo'] };
  const users = [...new Set(tokens.values())].map((login) => ({ login }));
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    hostname: '127.0.0.1',
    seed: { tokens: known, github: { users, repos: [{ owner, name, default_branch: base }] } },
  });
  // It calls itself localhost, which may lead to an address that it does not listen on.
  const agent = new Agent({ keepAlive: true });
  const sent = sendTo(Number(new URL(emulator.url).port), agent, (text) => text.replaceAll(emulator.url, url));
  let calls = 0;
  return {
    pass: ({ headers, ...passed }) => {
      const token = tokenOf(headers);
      calls += 1;
      // A token that nobody knows would be taken for the first user's.
      if (token === undefined || !tokens.has(token)) return sent({ ...passed, headers: withoutToken(headers) });
      const index = Math.floor(calls / callsEach) % tokensEach;
      return sent({ ...passed, headers: { ...headers, authorization: `token ${backing(token, index)}` } });
    },
    stop: async () => {
      agent.destroy();
      await emulator.close();
    },
  };
};
