import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CheckedFetch, checked } from './checked-fetch.ts';
import type { GitHubContract } from './github-contract.ts';

/** A proxy on the loopback interface that looks at what passes through. */
export interface CheckedProxy extends AsyncDisposable, Omit<CheckedFetch, 'fetch'> {
  readonly url: string;
}

/** Headers that belong to one connection, or that fetch writes itself. */
const own = ['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding'];

const passOn = async (
  fetch: CheckedFetch['fetch'],
  target: string,
  message: IncomingMessage,
  response: ServerResponse,
) => {
  const chunks: Uint8Array[] = [];
  // A message that is not asked for another form gives bytes.
  for await (const chunk of message) chunks.push(chunk as Uint8Array);
  const headers = Object.entries(message.headers)
    .filter(([name]) => !own.includes(name))
    .map(([name, value]): [string, string] => [name, String(value)]);
  const answer = await fetch(target + (message.url ?? '/'), {
    method: message.method ?? 'GET',
    headers,
    ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
  });
  const given = [...answer.headers].filter(([name]) => !own.includes(name));
  response.writeHead(answer.status, Object.fromEntries(given)).end(Buffer.from(await answer.arrayBuffer()));
};

/** Starts a proxy before a GitHub, for programs that take an address and no fetch. */
export const startCheckedProxy = async (contract: GitHubContract, target: string): Promise<CheckedProxy> => {
  const { fetch, problems, routes } = checked(contract, globalThis.fetch, target);
  const server = createServer((message, response) => {
    passOn(fetch, target, message, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, problems, routes, [Symbol.asyncDispose]: stop };
};
