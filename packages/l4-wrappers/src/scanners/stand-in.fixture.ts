import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** What a stand-in is asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** The header of this name: who asks. */
  readonly authorization: string | undefined;
}

/** What it answers: a status and a body, which is sent as JSON unless it is a text. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server of this test on a free port of the loopback interface. */
export interface StandIn extends AsyncDisposable {
  readonly url: string;
  /** Everything that it was asked so far. */
  readonly asked: readonly Asked[];
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
  return text === '' ? undefined : (JSON.parse(text) as unknown);
};

/** Starts a server that answers as it is told; `undefined` cuts the connection. */
export const startStandIn = async (reply: (asked: Asked) => Answer | undefined): Promise<StandIn> => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { method = '', url: path = '', headers: asking } = request;
      const one: Asked = { method, path, body: await bodyOf(request), authorization: asking.authorization };
      asked.push(one);
      const answer = reply(one);
      if (answer === undefined) return void request.socket.destroy();
      const { status = 200, body, headers = {} } = answer;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    })();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  // A server on a TCP port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};

/** An address of the loopback interface at which nobody listens. */
export const nobodyHome = async (): Promise<string> => {
  const server = await startStandIn(() => ({ body: '' }));
  await server[Symbol.asyncDispose]();
  return server.url;
};
