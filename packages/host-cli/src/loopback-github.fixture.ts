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

/** Starts one with the repository `octo/app`. */
export const startLoopbackGitHub = async (files: Files): Promise<LoopbackGitHub> => {
  const local = await startLocalGitHub({ repo: 'octo/app', files: seedOf(files) });
  const ask = asking(local);
  const token = local.token.reveal();
  return {
    env: { GITHUB_TOKEN: token, GITHUB_API_URL: local.url },
    token,
    ask,
    snapshot: () => snapshotOf(ask),
    [Symbol.asyncDispose]: () => local.stop(),
  };
};

/** What a fixed answer is given for, and what is never answered (`unheard`: although it
 * has been done); anything else is passed on. */
export type Recorded = (
  request: IncomingMessage,
) => { readonly status: number; readonly body: object } | 'never' | 'unheard' | undefined;

const passOn = async (to: string, request: IncomingMessage, response?: ServerResponse): Promise<void> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
  const answer = await fetch(to + request.url, {
    method: request.method ?? 'GET',
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
  });
  response?.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  response?.end(bytes);
};

/** Stands before a GitHub and answers some requests itself, as GitHub was seen to answer them. */
export const startRecordedGitHub = async (
  recorded: Recorded,
  behind?: string,
  onUnheard: () => void = () => {},
): Promise<{ readonly url: string } & AsyncDisposable> => {
  const server = createServer((request, response) => {
    const answer =
      recorded(request) ?? (behind === undefined ? { status: 404, body: { message: 'Not Found' } } : undefined);
    if (answer === 'unheard') return void passOn(behind ?? '', request).then(onUnheard);
    if (answer === undefined) return void passOn(behind ?? '', request, response).catch(() => response.destroy());
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
