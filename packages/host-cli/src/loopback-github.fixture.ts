import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LocalGitHub, type SeedFile, startLocalGitHub } from '@strata/l4-wrappers/local-github';
import type { Files } from './project.fixture.ts';

/** What can be seen of a repository from outside. */
export interface Snapshot {
  readonly branches: Readonly<Record<string, string>>;
  readonly openPullRequests: readonly number[];
  readonly comments: number;
}

/** A GitHub that the command under test takes for the real one. */
export interface LoopbackGitHub extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  readonly token: string;
  /** Asks past the command. */
  readonly ask: <Answer>(path: string, method?: string, body?: object) => Promise<Answer>;
  readonly snapshot: () => Promise<Snapshot>;
}

const seedOf = (files: Files): readonly SeedFile[] =>
  Object.entries(files).map(([path, content]) => ({
    path,
    content: Buffer.from(content).toString('base64'),
    encoding: 'base64',
  }));

const asking =
  (local: LocalGitHub): LoopbackGitHub['ask'] =>
  async (path, method = 'GET', body) => {
    const answer = await fetch(`${local.url}/repos/${local.repo}${path}`, {
      method,
      headers: { authorization: `token ${local.token.reveal()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    // The caller says what the route answers.
    return (await answer.json()) as never;
  };

const snapshotOf = async (ask: LoopbackGitHub['ask']): Promise<Snapshot> => {
  interface Branch {
    readonly name: string;
    readonly commit: { readonly sha: string };
  }
  interface Pull {
    readonly number: number;
    readonly state: string;
  }
  const branches = await ask<readonly Branch[]>('/branches?per_page=100');
  const pulls = await ask<readonly Pull[]>('/pulls?state=all&per_page=100');
  const comments = await Promise.all(pulls.map(({ number }) => ask<readonly unknown[]>(`/issues/${number}/comments`)));
  return {
    branches: Object.fromEntries(branches.map(({ name, commit }) => [name, commit.sha])),
    openPullRequests: pulls.filter(({ state }) => state === 'open').map(({ number }) => number),
    comments: comments.flat().length,
  };
};

/** Starts one with the repository `octo/app`, whose first commit goes by the name `head`, as in the working copy. */
export const startLoopbackGitHub = async (files: Files, head: string): Promise<LoopbackGitHub> => {
  const local = await startLocalGitHub({ repo: 'octo/app', files: seedOf(files) });
  const front = await startRecordedGitHub(() => undefined, local.url, undefined, { [head]: local.baseSha });
  const ask = asking(local);
  const token = local.token.reveal();
  return {
    env: { GITHUB_TOKEN: token, GITHUB_API_URL: front.url },
    token,
    ask,
    snapshot: () => snapshotOf(ask),
    [Symbol.asyncDispose]: async () => {
      await front[Symbol.asyncDispose]();
      await local.stop();
    },
  };
};

/** What a fixed answer is given for, and what is never answered (`unheard`: although it
 * has been done); anything else is passed on. */
export type Recorded = (
  request: IncomingMessage,
) => { readonly status: number; readonly body: object } | 'never' | 'unheard' | undefined;

/** Names of commits before a server, and what it calls them itself. */
type OtherNames = Readonly<Record<string, string>>;

/** Reads bytes as characters, so that those which are no text stay as they are. */
const renamed = (bytes: Uint8Array, names: readonly (readonly [from: string, to: string])[]): Buffer<ArrayBuffer> =>
  Buffer.from(
    names.reduce((text, [from, to]) => text.replaceAll(from, to), Buffer.from(bytes).toString('latin1')),
    'latin1',
  );

const passOn = async (
  to: string,
  request: IncomingMessage,
  response?: ServerResponse,
  others: OtherNames = {},
): Promise<void> => {
  const inward = Object.entries(others);
  const outward = inward.map(([before, behind]) => [behind, before] as const);
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
  const answer = await fetch(to + renamed(Buffer.from(request.url ?? ''), inward).toString(), {
    method: request.method ?? 'GET',
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(chunks.length === 0 ? {} : { body: renamed(Buffer.concat(chunks), inward) }),
  });
  response?.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
  const bytes = renamed(new Uint8Array(await answer.arrayBuffer()), outward);
  response?.end(bytes);
};

/** Stands before a GitHub and answers some requests itself, as GitHub was seen to answer them. */
export const startRecordedGitHub = async (
  recorded: Recorded,
  behind?: string,
  onUnheard: () => void = () => {},
  others: OtherNames = {},
): Promise<{ readonly url: string } & AsyncDisposable> => {
  const server = createServer((request, response) => {
    const answer =
      recorded(request) ?? (behind === undefined ? { status: 404, body: { message: 'Not Found' } } : undefined);
    if (answer === 'unheard') return void passOn(behind ?? '', request).then(onUnheard);
    if (answer === undefined)
      return void passOn(behind ?? '', request, response, others).catch(() => response.destroy());
    request.resume();
    if (answer === 'never') return;
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
};
